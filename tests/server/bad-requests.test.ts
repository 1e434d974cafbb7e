import { readdirSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import os from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFixture } from './faceswaplab-client.ts';
import type { ServerProcess } from './server-process.ts';
import { failure, post, request, startServer } from './server-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  expect(readdirSync(os.tmpdir()).filter((name) => name.startsWith(`facet-serve-${server.pid}-`))).toEqual(
    [],
  );
});

const swap = (): string => `${server.url}/faceswaplab/swap_face`;
const withImage = (image: string): object => ({ image, units: [{ source_img: image }] });

test.each([
  ['malformed JSON', '{"image":', 400, 'REQUEST_INVALID'],
  ['an empty body', '', 400, 'REQUEST_INVALID'],
  ['wrong types', { image: 5, units: 'x' }, 400, 'REQUEST_INVALID'],
  ['a number out of range', { image: '', units: [{ min_sim: 7 }] }, 400, 'REQUEST_INVALID'],
  ['a key that would reach the prototype', '{"__proto__": {}, "units": []}', 400, 'REQUEST_INVALID'],
  ['too many units', { image: null, units: Array.from({ length: 65 }, () => ({})) }, 400, 'REQUEST_INVALID'],
  ['too many results', manyResults(), 400, 'TOO_MANY_RESULTS'],
  ['what is not base64', withImage('%%%'), 400, 'NOT_BASE64'],
  ['base64 of no picture', withImage(Buffer.from('hello').toString('base64')), 422, 'IMAGE_FORMAT'],
  ['a picture cut short', withImage(readFixture('mona_lisa.jpg').slice(0, 200)), 422, 'IMAGE_TRUNCATED'],
  ['a picture of 20000 x 20000', withImage(blackPng(20_000).toString('base64')), 413, 'IMAGE_TOO_LARGE'],
  [
    'a picture whose profile inflates to 1 GB',
    withImage(profileBomb().toString('base64')),
    422,
    'SOURCE_NO_FACE',
  ],
  [
    'a picture with more rows than it says',
    withImage(blackPng(64, 20_000).toString('base64')),
    422,
    'SOURCE_NO_FACE',
  ],
  ['a unit without a source', { image: readFixture('mona_lisa.jpg'), units: [{}] }, 400, 'REQUEST_INVALID'],
])('%s is answered with a code', async (_, body, status, code) => {
  const answer = await post(swap(), body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual(failure(code));
  expect(answer.text).not.toContain(os.tmpdir());
});

test.each([
  '../secret',
  '../../etc/passwd',
  '..%2Fsecret',
  '%2e%2e%2fsecret',
  '/etc/passwd',
  'C:\\secret',
  '..\\secret',
  'file:///etc/passwd',
  'a/b',
  'a\\b',
  'a\u0000.safetensors',
  '..',
  '.hidden',
  'face.pkl',
  'x'.repeat(300),
])('the checkpoint name %j is refused', async (name) => {
  const answer = await post(swap(), { image: readFixture('mona_lisa.jpg'), units: [{ source_face: name }] });
  expect(answer).toMatchObject({ status: 400, body: failure('CHECKPOINT_NAME') });
});

test('a checkpoint that is not there is told', async () => {
  const answer = await post(swap(), {
    image: readFixture('mona_lisa.jpg'),
    units: [{ source_face: 'alice' }],
  });
  expect(answer).toMatchObject({ status: 404, body: failure('CHECKPOINT_UNKNOWN') });
});

test('a body of 100 MB is refused, with its length told or not', async () => {
  const body = `"${'A'.repeat(100_000_000)}"`;
  expect(await post(swap(), body)).toMatchObject({ status: 413, body: failure('REQUEST_TOO_LARGE') });
  const stream = new Blob([body]).stream();
  const chunked = await request(swap(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: stream,
    duplex: 'half',
  });
  expect(chunked).toMatchObject({ status: 413, body: failure('REQUEST_TOO_LARGE') });
});

test('other types of body, routes and sites are refused', async () => {
  const form = await request(swap(), { method: 'POST', body: new URLSearchParams({ image: 'x' }) });
  expect(form).toMatchObject({ status: 415, body: failure('MEDIA_TYPE') });
  expect(await request(`${server.url}/nowhere`)).toMatchObject({ status: 404, body: failure('NOT_FOUND') });
  const foreign = { origin: 'https://evil.example' };
  expect(await post(swap(), { image: null, units: [] }, foreign)).toMatchObject({
    status: 403,
    body: failure('FOREIGN_ORIGIN'),
  });
});

test('asked for inpainting without an inpainter, it says that there is none', async () => {
  const picture = readFixture('mona_lisa.jpg');
  const unit = { source_img: picture, pre_inpainting: { inpainting_denoising_strengh: 0.2 } };
  const answer = await post(swap(), { image: picture, units: [unit] });
  expect(answer).toMatchObject({ status: 422, body: failure('INPAINTING_UNAVAILABLE') });
});

test('after all this it is well', async () => {
  expect(await request(`${server.url}/health`)).toMatchObject({
    status: 200,
    body: { status: 'ok', running: 0, waiting: 0 },
  });
});

/** A request whose units multiply: 5 sources of 2 units. */
function manyResults(): object {
  const picture = readFixture('mona_lisa.jpg');
  const each = { batch_images: Array.from({ length: 5 }, () => picture), blend_faces: false };
  return { image: picture, units: [each, each] };
}

/** A black PNG of a few hundred bytes per thousand rows: one bit per pixel. It may hold more rows than it says. */
function blackPng(side: number, rowCount = side): Buffer {
  const rows = deflateSync(Buffer.alloc(rowCount * (1 + Math.ceil(side / 8))));
  return png(side, chunk('IDAT', rows));
}

/** A small picture with a colour profile of zeros. */
function profileBomb(): Buffer {
  const zeros = deflateSync(Buffer.alloc(2 ** 30));
  const profile = chunk('iCCP', Buffer.concat([Buffer.from('bomb\0\0', 'latin1'), zeros]));
  return png(64, profile, chunk('IDAT', deflateSync(Buffer.alloc(64 * 9))));
}

function png(side: number, ...chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
