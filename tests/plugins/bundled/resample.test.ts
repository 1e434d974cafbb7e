import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import type { Pixels } from '@facet/api';
import resample from '@facet/plugin-resample';
import { checkConformance, createTestHost, imageDifference, syntheticFrame } from '@facet/testing';
import type { TestHost } from '@facet/testing';

const packageDir = fileURLToPath(new URL('../../../plugins/resample/', import.meta.url));

let host: TestHost;
beforeAll(async () => {
  host = await createTestHost({ plugin: resample, packageDir });
});

async function enlarge(filter: string, pixels: Pixels, width: number, height: number): Promise<Pixels> {
  const { kernels } = host;
  const upscaler = host.provider('upscaler', filter);
  const image = await upscaler.upscale(
    kernels.importImage(pixels),
    width,
    height,
    host.call('upscaler', filter),
  );
  return { width: image.width, height: image.height, data: kernels.readImage(image) };
}

/** Slopes in every channel, alpha included. */
function slope(width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const x = ((i % width) + 0.5) / width;
    const y = (Math.floor(i / width) + 0.5) / height;
    data.set([255 * x, 255 * y, 127 * (x + y), 255 - 127 * x], 4 * i);
  }
  return { width, height, data };
}

test.each(['lanczos', 'bicubic', 'nearest'])('%s keeps the contract of an upscaler', async (filter) => {
  expect(await checkConformance(host, 'upscaler', filter)).toEqual([]);
});

test.each(['lanczos', 'bicubic', 'nearest'])('%s gives the same picture at the same size', async (filter) => {
  const frame = syntheticFrame(31, 17);
  expect(imageDifference(frame, await enlarge(filter, frame, 31, 17)).max).toBeLessThanOrEqual(1);
});

test.each([
  ['lanczos', 3],
  ['bicubic', 3],
  ['nearest', 12],
])('%s continues slopes, those of alpha as well, within %i levels', async (filter, tolerance) => {
  const { data, width } = await enlarge(filter, slope(32, 24), 80, 72);
  const ideal = slope(80, 72).data;
  let worst = 0;
  for (let y = 12; y < 60; y++) {
    for (let at = 4 * (y * width + 12); at < 4 * (y * width + 68); at++) {
      worst = Math.max(worst, Math.abs(data[at]! - ideal[at]!));
    }
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
});

test('nearest repeats each pixel', async () => {
  const frame = syntheticFrame(5, 4);
  const { data } = await enlarge('nearest', frame, 10, 8);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 10; x++) {
      const from = 4 * ((y >> 1) * 5 + (x >> 1));
      expect(data.slice(4 * (10 * y + x), 4 * (10 * y + x) + 4)).toEqual(frame.data.slice(from, from + 4));
    }
  }
});
