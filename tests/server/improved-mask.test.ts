import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tinyOnnx } from '@facet/testing';
import { decodeBytes } from '../../host/dist/media/index.js';
import { tempFolder } from '../support/facet.ts';
import { swappingOptions, unit } from './faceswaplab-client.ts';
import type { GateServer } from './gate-server.ts';
import { face, startGateServer } from './gate-server.ts';
import { failure, post } from './server-process.ts';

/** Everything is background to it. */
const nothing = tinyOnnx({
  inputs: [{ name: 'face', dims: [1, 3, 512, 512] }],
  outputs: [{ name: 'scores', dims: [1, 19, 512, 512] }],
  nodes: [{ op: 'Conv', inputs: ['face', 'w', 'b'], outputs: ['scores'] }],
  constants: [
    { name: 'w', dims: [19, 3, 1, 1], data: new Float32Array(19 * 3) },
    { name: 'b', dims: [19], data: Float32Array.from({ length: 19 }, (_, n) => (n === 0 ? 1 : -1)) },
  ],
});

let server: GateServer;
beforeAll(async () => {
  const model = path.join(tempFolder(), 'parsing.onnx');
  writeFileSync(model, nothing);
  server = await startGateServer(
    `server.improvedMask=["box",{"use":"face-parsing","model":"file:${model}"}]`,
  );
});
afterAll(async () => {
  await server.stop();
});

const image = await face([220, 30, 40]);
const source_img = await face([30, 40, 220]);

/** The middle of the face in the answer, and what is said of it. */
async function ask(improved_mask: boolean): Promise<{ middle: readonly number[]; infos: readonly string[] }> {
  const swapping_options = { ...swappingOptions, face_restorer_name: 'None', improved_mask };
  const { status, body } = await post(`${server.url}/faceswaplab/swap_face`, {
    image,
    units: [{ ...unit, source_img, swapping_options }],
  });
  expect(status).toBe(200);
  const { images, infos } = body as { images: readonly string[]; infos: readonly string[] };
  const { data, width } = (await decodeBytes(Buffer.from(images[0]!, 'base64'), 'answer')).pixels;
  return { middle: [...data.subarray(4 * (54 * width + 64), 4 * (54 * width + 64) + 3)], infos };
}

test('improved_mask uses the masks of server.improvedMask, and no request without it does', async () => {
  expect(await ask(false)).toEqual({ middle: [30, 40, 220], infos: [] });
  // No part of the face is one that takes the swap.
  expect(await ask(true)).toEqual({ middle: [220, 30, 40], infos: [] });
});

test('a request cannot name a file', async () => {
  const masks = [{ use: 'face-parsing', model: 'file:/etc/hostname' }];
  const settings = { server: { improvedMask: masks } };
  expect(await post(`${server.url}/v1/jobs`, { pictures: { a: image }, job: settings })).toMatchObject({
    status: 400,
    body: failure('REQUEST_INVALID'),
  });
});
