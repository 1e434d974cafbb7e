import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How the registry behaves beyond serving; every field can be changed between requests. */
export interface Behaviour {
  /** Damages the tarball on its way. */
  corrupt?: boolean;
  /** Sends this many bytes of the tarball and then nothing more. */
  stallAfter?: number | undefined;
  /** Demands this token. */
  token?: string | undefined;
}

export interface FakeRegistry {
  readonly url: string;
  readonly integrity: string;
  readonly behaviour: Behaviour;
  /** Paths asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** An npm registry on this machine that holds one package in one version. */
export async function startRegistry(
  name: string,
  version: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<FakeRegistry> {
  const manifest = JSON.stringify({ name, version });
  const tarball = gzipSync(packTar({ 'package.json': manifest, ...files }));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const behaviour: Behaviour = {};
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request.url!);
    answer(request, response);
  });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (behaviour.token !== undefined && request.headers.authorization !== `Bearer ${behaviour.token}`) {
      response.writeHead(401).end('{}');
    } else if (request.url === '/package.tgz') {
      const bytes = behaviour.corrupt
        ? Buffer.from(tarball.map((byte, i) => (i === 40 ? byte ^ 1 : byte)))
        : tarball;
      response.writeHead(200, { 'content-length': bytes.length });
      if (behaviour.stallAfter === undefined) response.end(bytes);
      else response.write(bytes.subarray(0, behaviour.stallAfter));
    } else if (decodeURIComponent(request.url!) === `/${name}`) {
      const dist = { tarball: `${url}package.tgz`, integrity };
      const versions = { [version]: { name, version, dist } };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    } else response.writeHead(404).end('{}');
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    integrity,
    behaviour,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A POSIX ustar archive with everything under `package/`; names over 100 bytes get a pax header. */
export function packTar(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const parts: Buffer[] = [];
  for (const [path, content] of Object.entries(files)) {
    const name = `package/${path}`;
    if (name.length > 100) {
      const length = name.length + 9;
      const record = `${length} path=${name}\n`;
      parts.push(
        ...entry(
          'PaxHeader',
          'x',
          Buffer.from(record.length === length ? record : `${record.length} path=${name}\n`),
        ),
      );
    }
    parts.push(...entry(name.slice(0, 100), '0', Buffer.from(content)));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function entry(name: string, type: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
