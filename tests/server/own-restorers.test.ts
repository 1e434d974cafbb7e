import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tinyOnnx } from '@facet/testing';
import { decodeBytes } from '../../host/dist/media/index.js';
import { tempFolder } from '../support/facet.ts';
import { postprocessing, swappingOptions, unit } from './faceswaplab-client.ts';
import type { GateServer } from './gate-server.ts';
import { face, startGateServer } from './gate-server.ts';
import { failure, post } from './server-process.ts';

/** A restorer that makes of every face one grey, from -1 (black) to 1 (white). */
const grey = (level: number): Uint8Array =>
  tinyOnnx({
    inputs: [{ name: 'face', dims: [1, 3, 512, 512] }],
    outputs: [{ name: 'restored', dims: [1, 3, 512, 512] }],
    nodes: [{ op: 'Conv', inputs: ['face', 'w', 'b'], outputs: ['restored'] }],
    constants: [
      { name: 'w', dims: [3, 3, 1, 1], data: new Float32Array(9) },
      { name: 'b', dims: [3], data: new Float32Array(3).fill(level) },
    ],
  });

let server: GateServer;
beforeAll(async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'white.onnx'), grey(1));
  writeFileSync(path.join(folder, 'black.onnx'), grey(-1));
  const own = (file: string): object => ({ use: 'face-restorer', model: `file:${path.join(folder, file)}` });
  const restorers = { CodeFormer: own('white.onnx'), GFPGAN: own('black.onnx'), Gone: own('gone.onnx') };
  server = await startGateServer(
    `server.restorers=${JSON.stringify(restorers)}`,
    'server.upscalers={"LDSR":{"use":"lanczos"}}',
  );
});
afterAll(async () => {
  await server.stop();
});

const image = await face([220, 30, 40]);
const source_img = await face([30, 40, 220]);

/** The middle of the face in the answer, and what is said of it. */
async function ask(
  ofUnit: string,
  ofPicture: string,
  query = '',
): Promise<{ status: number; body: unknown; middle?: readonly number[] }> {
  const swapping_options = { ...swappingOptions, face_restorer_name: ofUnit, upscaler_name: 'LDSR' };
  const { status, body } = await post(`${server.url}/faceswaplab/swap_face${query}`, {
    image,
    units: [{ ...unit, source_img, swapping_options }],
    postprocessing: { ...postprocessing, face_restorer_name: ofPicture },
  });
  if (status !== 200) return { status, body };
  const { images, infos } = body as { images: readonly string[]; infos: readonly string[] };
  const { data, width } = (await decodeBytes(Buffer.from(images[0]!, 'base64'), 'answer')).pixels;
  const at = 4 * (54 * width + 64);
  return { status, body: infos, middle: [...data.subarray(at, at + 3)] };
}

test('every restorer that a request names can have a model of its own', async () => {
  expect(await ask('CodeFormer', 'None')).toEqual({ status: 200, body: [], middle: [255, 255, 255] });
  expect(await ask('GFPGAN', 'None')).toEqual({ status: 200, body: [], middle: [0, 0, 0] });
  expect(await ask('None', 'CodeFormer')).toEqual({ status: 200, body: [], middle: [255, 255, 255] });
  expect(await ask('CodeFormer', 'GFPGAN')).toEqual({ status: 200, body: [], middle: [0, 0, 0] });
});

test('one whose file is not there is not available', async () => {
  const said = 'The restorer "Gone" is not available; nothing was restored.';
  expect(await ask('Gone', 'None')).toEqual({ status: 200, body: [said], middle: [30, 40, 220] });
  expect(await ask('Gone', 'None', '?strict=true')).toMatchObject({
    status: 422,
    body: failure('PROVIDER_UNAVAILABLE'),
  });
});
