import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tempFolder } from '../support/facet.ts';
import { readFixture, unit } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { failure, post, startServer } from './server-process.ts';

const folder = tempFolder();
let server: ServerProcess;
beforeAll(async () => {
  mkdirSync(path.join(folder, 'faces'));
  const settings = ['bodyLimitBytes=2000000', 'maxPixels=400000', 'maxResults=2', 'checkpoints=faces'];
  server = await startServer({
    cwd: folder,
    args: settings.flatMap((setting) => ['--set', `server.${setting}`]),
  });
});
afterAll(async () => {
  await server.stop();
});

const source = readFixture('grace_hopper.jpg');
const swap = (units: readonly object[]): Promise<Answer> =>
  post(`${server.url}/faceswaplab/swap_face`, { image: source, units, postprocessing: null });

test.each([
  [
    'bodyLimitBytes',
    [{ ...unit, source_img: 'A'.repeat(2_000_000) }],
    413,
    'REQUEST_TOO_LARGE',
    '2000000 bytes',
  ],
  [
    'maxPixels',
    [{ ...unit, source_img: readFixture('mona_lisa.jpg') }],
    413,
    'IMAGE_TOO_LARGE',
    '0.40 megapixels',
  ],
  [
    'maxResults',
    [{ ...unit, source_img: source, batch_images: [source, source], blend_faces: false }],
    400,
    'TOO_MANY_RESULTS',
    '3 results, and 2 are allowed',
  ],
])('%s of the config is the limit', async (_, units, status, code, sentence) => {
  const answer = await swap(units);
  expect([answer.status, answer.body]).toEqual([status, failure(code)]);
  expect(answer.text).toContain(sentence);
});

test('checkpoints of the config is where saved faces are looked for', async () => {
  const named = [{ ...unit, source_face: 'anna' }];
  expect(await swap(named)).toMatchObject({ status: 404, body: failure('CHECKPOINT_UNKNOWN') });
  const built = await post(`${server.url}/faceswaplab/build`, [source]);
  const bytes = Buffer.from((built.body as string).split('base64,')[1]!, 'base64');
  writeFileSync(path.join(folder, 'faces', 'anna.safetensors'), bytes);
  expect(await swap(named)).toMatchObject({ status: 200 });
});
