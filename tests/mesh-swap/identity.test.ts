import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKernels } from '@facet/core-wasm';
import type { Face, Image, Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost } from '@facet/testing';
import type { TestHost } from '@facet/testing';
import sharp from 'sharp';
import { fixture } from '../support/facet.ts';
import { FaceMeter } from '../support/identity.ts';
import { modelPath } from '../support/models.ts';

const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
const portraits = ['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'];
const pairs = portraits.flatMap((source) =>
  portraits.filter((target) => target !== source).map((target) => [source, target] as const),
);

/** Wears glasses. They stay, and a recognizer takes them for the target: identity is measured without. */
const withGlasses = 'grace_hopper.jpg';

let meter: FaceMeter;
let host: TestHost;
const known = new Map<string, { vector: Float32Array; face: Face; image: Image }>();

beforeAll(async () => {
  for (const model of ['blazeface-back', 'facemesh', 'face-recognition']) await modelPath(model);
  meter = await FaceMeter.open();
  host = await createTestHost({ plugin: meshSwap, packageDir, kernels: await createKernels('wasm') });
  for (const name of portraits) {
    const { data, info } = await sharp(fixture(name))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = host.kernels.importImage({ width: info.width, height: info.height, data });
    known.set(name, { ...(await meter.measure(fixture(name))), image });
  }
}, 300_000);

afterAll(async () => {
  await meter.close();
  await host.dispose();
});

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i]!));

describe('the swapped portrait', () => {
  test.each(pairs)('of %s on %s is nearer to the source than to the target', async (from, onto) => {
    const { kernels } = host;
    const [source, target] = [known.get(from)!, known.get(onto)!];
    const swapper = host.provider('swapper', 'mesh') as unknown as Swapper;
    const options = { keepOccluders: onto !== withGlasses };
    const call = host.call('swapper', 'mesh', options) as unknown as Parameters<typeof swapper.align>[1];
    const prepared = await swapper.prepare([source], call);
    const { width, height, frameToCrop } = swapper.align(target.face, call);
    const image = kernels.createImage(width, height);
    kernels.warpAffine(target.image, image, frameToCrop, 'bilinear', 'edge');
    const swapped = await swapper.swap(
      { crop: { image, frameToCrop }, face: target.face, source: prepared },
      call,
    );
    const size = { width: target.image.width, height: target.image.height };
    const frame = kernels.importImage({ ...size, data: kernels.readImage(target.image) });
    kernels.paste(frame, swapped.image, swapped.mask!, frameToCrop);
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'facet-')), 'swapped.png');
    await sharp(kernels.readImage(frame), { raw: { ...size, channels: 4 } })
      .png()
      .toFile(file);

    const result = (await meter.measure(file)).vector;
    expect(distance(result, source.vector)).toBeLessThan(distance(result, target.vector));
    expect(distance(result, source.vector)).toBeLessThan(0.6);
  });
});
