import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeBytes } from '../../host/dist/media/index.js';
import { postprocessing, readFixture, swappingOptions, unit } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { failure, post, request, startServer } from './server-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});

const target = readFixture('mona_lisa.jpg');
const source = readFixture('astronaut.png');

const swap = (body: object, query = ''): Promise<Answer> =>
  post(`${server.url}/faceswaplab/swap_face${query}`, { image: target, postprocessing: null, ...body });

interface Swapped {
  readonly images: readonly string[];
  readonly infos: readonly string[];
}

const size = async (image: string): Promise<readonly [number, number]> => {
  const { pixels, info } = await decodeBytes(Buffer.from(image, 'base64'), 'answer');
  expect(info.format).toBe('png');
  return [pixels.width, pixels.height];
};

test('version', async () => {
  const answer = await request(`${server.url}/faceswaplab/version`);
  expect(answer).toMatchObject({ status: 200, body: { version: 'v1.2.7' } });
});

test('swap_face answers with bare base64 PNG, scaled as asked, and says what stood in', async () => {
  const body = {
    units: [{ ...unit, source_img: `data:image/png;base64,${source}`, swapping_options: swappingOptions }],
    postprocessing: { ...postprocessing, upscaler_name: 'Lanczos', scale: 2 },
  };
  const answer = await swap(body);
  expect(answer.status).toBe(200);
  const { images, infos } = answer.body as Swapped;
  expect(images).toHaveLength(1);
  const before = await decodeBytes(Buffer.from(target, 'base64'), 'target');
  const [width, height] = await size(images[0]!);
  expect([width, height]).toEqual([
    Math.trunc(before.info.width * 2) & ~7,
    Math.trunc(before.info.height * 2) & ~7,
  ]);
  expect(infos).toEqual(['The restorer "CodeFormer" is not available; nothing was restored.']);

  const strict = await swap(body, '?strict=true');
  expect(strict).toMatchObject({ status: 422, body: failure('PROVIDER_UNAVAILABLE') });
});

test('arrays have any length, and sources that are not blended make a picture each', async () => {
  const answer = await swap({
    units: [{ ...unit, source_img: source, batch_images: [target], blend_faces: false, faces_index: [0, 3] }],
  });
  expect(answer.status).toBe(200);
  const { images, infos } = answer.body as Swapped;
  expect(images).toHaveLength(2);
  expect(images[0]).not.toBe(images[1]);
  expect(infos.join(' ')).toContain('asks for face 3');
  expect(infos.join(' ')).not.toContain('/');
});

test('a picture without the face asked for comes back unchanged, and infos say so', async () => {
  const answer = await swap({ units: [{ ...unit, source_img: source, faces_index: [9] }] });
  expect(answer.status).toBe(200);
  const { images, infos } = answer.body as Swapped;
  expect(infos.join(' ')).toContain('returned unchanged');
  const [before, after] = await Promise.all(
    [target, images[0]!].map((image) => decodeBytes(Buffer.from(image, 'base64'), 'picture')),
  );
  expect(Buffer.compare(before!.pixels.data, after!.pixels.data)).toBe(0);
});

test('no picture makes no picture', async () => {
  const answer = await swap({ image: null, units: [] });
  expect(answer).toMatchObject({ status: 200, body: { images: [], infos: [] } });
});

test('a refused picture, as target or source, is an error', async () => {
  const refused = readFixture('refused-pattern.jpg');
  const asTarget = await swap({ image: refused, units: [{ ...unit, source_img: source }] });
  expect(asTarget).toMatchObject({ status: 422, body: failure('CONTENT_REFUSED') });
  const asSource = await swap({ units: [{ ...unit, source_img: refused }] });
  expect(asSource).toMatchObject({ status: 422, body: failure('SOURCE_REFUSED') });
});
