import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createImages } from '../../host/dist/media/index.js';

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface InpaintServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

type Respond = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

const images = createImages();

/** The pixels of a picture in a request. */
export async function picture(base64: unknown): Promise<Awaited<ReturnType<typeof images.decode>>> {
  return images.decode(Buffer.from(String(base64), 'base64'));
}

/** Answers as the web UI does: the picture it got, with `color` wherever the mask is white. */
export const paintMasked =
  (color: readonly [number, number, number]): Respond =>
  async ({ body }, response) => {
    const image = await picture((body.init_images as readonly string[])[0]);
    const mask = await picture(body.mask);
    const data = Uint8ClampedArray.from(image.data);
    for (let i = 0; i < data.length; i += 4) if (mask.data[i]! > 127) data.set(color, i);
    const png = await images.encodePng({ ...image, data });
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ images: [Buffer.from(png).toString('base64')], parameters: {}, info: '{}' }),
    );
  };

/** A server on this machine with the web UI's route; everything it is asked is kept in `seen`. */
export async function startInpaintServer(respond: Respond): Promise<InpaintServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (text) => {
      const { authorization } = request.headers;
      const asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        ...(authorization !== undefined && { authorization }),
        body: JSON.parse(text) as SeenRequest['body'],
      };
      seen.push(asked);
      await respond(asked, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
