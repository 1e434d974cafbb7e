import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Pixels } from '@facet/api';
import esrgan from '@facet/plugin-esrgan';
import { checkConformance, createTestHost, imageDifference, syntheticFrame } from '@facet/testing';
import type { FakeModel, TestHost } from '@facet/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { modelPath } from '../../support/models.ts';

const packageDir = fileURLToPath(new URL('../../../plugins/esrgan/', import.meta.url));
const astronaut = fileURLToPath(new URL('../../fixtures/astronaut.png', import.meta.url));

const hostWith = (model: FakeModel): Promise<TestHost> =>
  createTestHost({ plugin: esrgan, packageDir, models: { 'esrgan-slim-x2': model } });

async function enlarge(
  host: TestHost,
  pixels: Pixels,
  options: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<Pixels> {
  const { kernels } = host;
  const image = await host
    .provider('upscaler', 'slim-x2')
    .upscale(
      kernels.importImage(pixels),
      2 * pixels.width,
      2 * pixels.height,
      host.call('upscaler', 'slim-x2', options, signal),
    );
  return { width: image.width, height: image.height, data: kernels.readImage(image) };
}

/** Repeats each pixel and adds 300 to red, -300 to green: shows where every value goes and what is cut off. */
function repeating(): FakeModel & { readonly seen: (readonly number[])[] } {
  const seen: (readonly number[])[] = [];
  return {
    seen,
    run: ({ LR }) => {
      const [, height, width] = LR!.dims as [number, number, number, number];
      seen.push(LR!.dims);
      const data = new Float32Array(3 * 4 * width * height);
      for (let i = 0; i < data.length; i++) {
        const [c, x, y] = [i % 3, Math.floor(i / 3) % (2 * width), Math.floor(i / 3 / (2 * width))];
        data[i] = Number(LR!.data[3 * ((y >> 1) * width + (x >> 1)) + c]!) + [300, -300, 0.4][c]!;
      }
      return { SR: { dims: [1, 2 * height, 2 * width, 3], data } };
    },
  };
}

describe('tiles', () => {
  test.each([
    [37, 53, { tile: 32, pad: 4 }],
    [64, 64, { tile: 32, pad: 0 }],
    [33, 32, { tile: 32, pad: 16 }],
    [20, 10, {}],
    [140, 100, {}],
  ])('of %i x %i land where they belong', async (width, height, options) => {
    const model = repeating();
    const frame = syntheticFrame(width, height);
    const { data } = await enlarge(await hostWith(model), frame, options);
    for (let y = 0; y < 2 * height; y++) {
      for (let x = 0; x < 2 * width; x++) {
        const at = 4 * (y * 2 * width + x);
        const blue = frame.data[4 * ((y >> 1) * width + (x >> 1)) + 2]!;
        if (data[at] !== 255 || data[at + 1] !== 0 || data[at + 2] !== blue || data[at + 3] !== 255) {
          throw new Error(
            `Pixel ${x}, ${y} is ${data.slice(at, at + 4).join(', ')}, not 255, 0, ${blue}, 255`,
          );
        }
      }
    }
    const { tile, pad } = { tile: 128, pad: 16, ...options };
    expect(model.seen).toHaveLength(Math.ceil(width / tile) * Math.ceil(height / tile));
    for (const [batch, rows, columns, channels] of model.seen) {
      expect([batch, channels]).toEqual([1, 3]);
      expect(Math.max(rows!, columns!)).toBeLessThanOrEqual(tile + 2 * pad);
    }
  });

  test('stop when the run is ended', async () => {
    const ended = new AbortController();
    const model: FakeModel = {
      run: (feeds) => {
        ended.abort();
        return repeating().run(feeds);
      },
    };
    await expect(
      enlarge(await hostWith(model), syntheticFrame(70, 40), { tile: 32 }, ended.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('alpha is enlarged beside the model', async () => {
  const frame = syntheticFrame(16, 16);
  for (let i = 3; i < frame.data.length; i += 4) frame.data[i] = i < frame.data.length / 2 ? 255 : 0;
  const { data } = await enlarge(await hostWith(repeating()), frame);
  const alpha = (y: number): number => data[4 * (32 * y + 16) + 3]!;
  expect([alpha(0), alpha(10), alpha(21), alpha(31)]).toEqual([255, 255, 0, 0]);
  expect(alpha(15)).toBeGreaterThan(alpha(16));
});

test('a size that is not twice as large is refused', async () => {
  const host = await hostWith(repeating());
  const image = host.kernels.importImage(syntheticFrame(8, 8));
  const upscaler = host.provider('upscaler', 'slim-x2');
  await expect(upscaler.upscale(image, 16, 17, host.call('upscaler', 'slim-x2'))).rejects.toThrow(
    'Expected 16 x 16 from esrgan/slim-x2 but received 16 x 17',
  );
});

describe('with the real model', () => {
  let host: TestHost;
  let portrait: Pixels;

  beforeAll(async () => {
    const session = await InferenceSession.create(await modelPath('esrgan-slim-x2'));
    host = await hostWith({
      run: async ({ LR }) => {
        const { SR } = await session.run({ LR: new Tensor('float32', LR!.data as Float32Array, LR!.dims) });
        return { SR: { dims: SR!.dims, data: SR!.data as Float32Array } };
      },
    });
    const cut = sharp(astronaut).extract({ left: 130, top: 20, width: 240, height: 200 }).ensureAlpha().raw();
    portrait = { width: 240, height: 200, data: await cut.toBuffer() };
  });

  test('it keeps the contract of an upscaler', async () => {
    expect(await checkConformance(host, 'upscaler', 'slim-x2')).toEqual([]);
  });

  test('tiles meet without a seam', async () => {
    const whole = await enlarge(host, portrait, { tile: 1024 });
    const tiled = imageDifference(whole, await enlarge(host, portrait, { tile: 64 }));
    const bare = imageDifference(whole, await enlarge(host, portrait, { tile: 64, pad: 0 }));
    console.info(
      `tiles of 64 against the whole: max ${tiled.max}, PSNR ${tiled.psnr.toFixed(1)} dB; without pad max ${bare.max}, PSNR ${bare.psnr.toFixed(1)} dB`,
    );
    expect(tiled.max).toBeLessThanOrEqual(1);
    expect(bare.max).toBeGreaterThan(tiled.max);
  });

  test('it gives back the large picture, and every pixel in its place', async () => {
    const { kernels } = host;
    const small = kernels.createImage(120, 100);
    kernels.resize(kernels.importImage(portrait), small, 'area');
    const { data, width, height } = await enlarge(host, {
      width: 120,
      height: 100,
      data: kernels.readImage(small),
    });
    const shifted = (dx: number, dy: number): number => {
      const moved = new Uint8ClampedArray(data.length);
      for (let i = 0; i < width * height; i++) {
        const x = Math.min(width - 1, Math.max(0, (i % width) + dx));
        const y = Math.min(height - 1, Math.max(0, Math.floor(i / width) + dy));
        moved.set(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4), 4 * i);
      }
      return imageDifference(portrait, { width, height, data: moved }).psnr;
    };
    const psnr = shifted(0, 0);
    console.info(`esrgan-slim against the large picture: PSNR ${psnr.toFixed(2)} dB`);
    expect(psnr).toBeGreaterThan(31);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      expect(shifted(dx, dy)).toBeLessThan(psnr - 2);
    }
  });
});
