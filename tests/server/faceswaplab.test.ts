import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createImages, decodeBytes } from '../../host/dist/media/index.js';
import { tempFolder } from '../support/facet.ts';
import { inpainting, postprocessing, readFixture, swappingOptions, unit } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { failure, post, request, startServer } from './server-process.ts';

const folder = tempFolder();
let server: ServerProcess;
beforeAll(async () => {
  server = await startServer({ cwd: folder });
});
afterAll(async () => {
  await server.stop();
});

const target = readFixture('mona_lisa.jpg');
const source = readFixture('astronaut.png');

/** A grey picture. */
const noFace = Buffer.from(
  await createImages().encodePng({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(128) }),
).toString('base64');

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

test('a field that is null has its default, at any depth', async () => {
  const nulls = (object: object): object => Object.fromEntries(Object.keys(object).map((key) => [key, null]));
  const plain = { ...swappingOptions, face_restorer_name: null };
  const spelt = await swap({
    units: [{ ...unit, source_img: source, swapping_options: plain, post_inpainting: inpainting }],
    postprocessing: { ...postprocessing, inpainting_options: inpainting },
  });
  const unset = await swap({
    units: [
      {
        ...nulls(unit),
        source_img: source,
        pre_inpainting: nulls(inpainting),
        swapping_options: nulls(swappingOptions),
        post_inpainting: nulls(inpainting),
      },
    ],
    postprocessing: { ...nulls(postprocessing), inpainting_options: nulls(inpainting) },
  });
  expect([spelt.status, unset.status]).toEqual([200, 200]);
  expect((unset.body as Swapped).images).toEqual((spelt.body as Swapped).images);
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

test('compare answers with a bare number, -1 when a face is missing', async () => {
  const compare = (image1: string, image2: string): Promise<Answer> =>
    post(`${server.url}/faceswaplab/compare`, { image1, image2 });
  const same = await compare(target, target);
  expect([same.status, Number(same.text)]).toEqual([200, expect.closeTo(1, 1)]);
  expect(Number((await compare(target, source)).text)).toBeLessThan(0.5);
  const missing = await compare(target, noFace);
  expect([missing.status, missing.text]).toEqual([200, '-1']);
  const refused = await compare(target, readFixture('refused-pattern.jpg'));
  expect(refused).toMatchObject({ status: 422, body: failure('SOURCE_REFUSED') });
});

test('extract answers with every face, enlarged when asked', async () => {
  const extract = (body: object): Promise<Answer> =>
    post(`${server.url}/faceswaplab/extract`, { images: [target, source], postprocessing: null, ...body });
  const plain = (await extract({})).body as Swapped;
  expect(plain.images).toHaveLength(2);
  const [width] = await size(plain.images[0]!);
  const enlarged = await extract({
    images: [target],
    postprocessing: { ...postprocessing, upscaler_name: 'Lanczos' },
  });
  const [larger] = await size((enlarged.body as Swapped).images[0]!);
  expect(larger).toBe(width * Math.max(1, Math.floor(512 / width)));
  expect((await extract({ images: [] })).body).toMatchObject({ images: [] });
});

test('build answers with a JSON string that a unit takes as its face, scores in infos', async () => {
  const url = `${server.url}/faceswaplab/build`;
  const built = await post(url, [source]);
  expect(built.status).toBe(200);
  const face = built.body as string;
  expect(face).toMatch(/^data:application\/face;base64,/);
  const bytes = Buffer.from(face.split('base64,')[1]!, 'base64');
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
  expect(Object.keys(JSON.parse(header) as object)).toEqual(
    expect.arrayContaining(['age', 'gender', 'embedding']),
  );
  expect(await post(url, [])).toMatchObject({ status: 200, text: 'null' });
  expect(await post(url, [noFace])).toMatchObject({ status: 422, body: failure('SOURCE_NO_FACE') });

  const swapped = await swap({ units: [{ ...unit, source_face: face, compute_similarity: true }] });
  expect(swapped.status).toBe(200);
  const { images, infos } = swapped.body as Swapped;
  const score = Number(/^Face 0: similarity = ([\d.]+)/m.exec(infos.join('\n'))?.[1]);
  expect(score).toBeGreaterThan(0.5);
  const compared = await post(`${server.url}/faceswaplab/compare`, { image1: images[0], image2: source });
  expect(Number(compared.text)).toBeGreaterThan(0.5);

  mkdirSync(path.join(folder, 'checkpoints'), { recursive: true });
  writeFileSync(path.join(folder, 'checkpoints', 'anna.safetensors'), bytes);
  for (const name of ['anna', 'anna.safetensors']) {
    const named = await swap({ units: [{ ...unit, source_face: name, compute_similarity: true }] });
    expect((named.body as Swapped).images).toEqual(images);
  }

  const checked = await swap({ units: [{ ...unit, source_face: face, check_similarity: true, min_sim: 1 }] });
  expect(checked).toMatchObject({ status: 200, body: { images: [] } });
  expect((checked.body as Swapped).infos.join(' ')).toContain('discarded');
});
