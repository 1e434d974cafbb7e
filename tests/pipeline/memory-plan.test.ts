import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { RunReport } from '../../host/dist/index.js';
import { runJob } from '../../host/dist/index.js';
import { runColors, colorWorld } from '../support/color-faces.ts';
import { fixture, root, tempFolder } from '../support/facet.ts';
import { drawPortraits } from '../support/three-portraits.ts';

const everything = `units: [{
    source: ${JSON.stringify(fixture('astronaut.png'))}, faces: { index: [0, 1, 2] }, upscaler: { use: 'lanczos' },
    sharpen: true, colorCorrection: true, erosion: 1, masks: ['box', 'area'], similarity: { compute: true },
  }], detect: { rotations: [0, 90] }, postprocess: { upscaler: { use: 'lanczos', scale: 1.5 } },`;

/** Kernels that ask for scratch space of their own, as many bytes as said, before they sharpen. */
const ownKernels = (bytes: string): string => `plugins: [{
    name: 'facet-plugin-own', version: '1.0.0', facet: '*',
    manifest: { manifest: 1, contributes: { kernels: [{ id: 'own', title: 'Own' }] } },
    activate({ register }) {
      register.kernels('own', { open: (setup) => ({ ...setup.wasm, sharpen: (image, ...how) => {
        setup.scratch(${bytes});
        setup.wasm.sharpen(image, ...how);
      } }) });
    },
  }], kernels: 'own',`;

/** The first picture of a process of its own: nothing has made the memory grow before. */
async function swapAll(size: readonly [number, number, number], settings: string): Promise<RunReport> {
  const folder = tempFolder();
  const [width, height, side] = size;
  const target = await drawPortraits({ width, height }, side, path.join(folder, 'three.png'));
  const paths = `targets: ${JSON.stringify(target)}, output: ${JSON.stringify(path.join(folder, 'out.png'))}`;
  writeFileSync(
    path.join(folder, 'facet.config.mjs'),
    `export default { device: 'cpu', ${settings} ${everything} ${paths} };`,
  );
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const report = await runJob({ config: { cwd: folder, env: process.env }, inline: true }, io);
  expect(report.targets[0]).toMatchObject({
    outcome: 'written',
    faces: [0, 1, 2].map(() => ({ swaps: [{ outcome: 'swapped' }] })),
  });
  return report;
}

describe('the memory of the kernels does not grow while a picture is worked on', () => {
  test.each([
    [480, 200, 150],
    [1920, 1080, 600],
  ] as const)('of %i x %i, with three faces and every step', async (...size) => {
    expect((await swapAll(size, '')).unplannedKernelGrowths).toBe(0);
  });

  test('with kernels of a plugin', async () => {
    const report = await swapAll([960, 400, 300], ownKernels('4 * image.width * image.height'));
    expect(report).toMatchObject({ kernels: 'own/own', unplannedKernelGrowths: 0 });
  });

  test('unless a plugin takes far more than a face needs, and the report says so', async () => {
    const report = await swapAll([960, 400, 300], ownKernels('200e6'));
    expect(report.unplannedKernelGrowths).toBe(1);
  });
});

describe('a crop much larger than its picture', () => {
  const swapper = (side: number): string => `swapper: { use: 'paint', side: ${side} }`;
  const unit = (side: number): string =>
    `source: 'blue.png', sharpen: true, colorCorrection: true, ${swapper(side)}`;

  test('gets its room before it is cut out', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, `units: [{ ${unit(1500)} }]`);
    expect(report.peakKernelBytes).toBeGreaterThan(30e6);
    expect(report).toMatchObject({ targets: [{ outcome: 'written' }], unplannedKernelGrowths: 0 });
  });

  test('is refused with its size when it does not fit', async () => {
    const { folder } = await colorWorld();
    const { targets } = await runColors(folder, `units: [{ ${unit(30_000)} }]`);
    expect(targets[0]!.error).toMatchObject({ code: 'KERNEL_MEMORY' });
    expect(targets[0]!.error!.message).toMatch(/need 343\d\.\d MB but the kernels may use 2048\.0 MB/);
  });
});

test('a picture that will not fit is refused before any stage has seen it', async () => {
  const { folder, at } = await colorWorld();
  await sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#777' } })
    .png()
    .toFile(at('huge.png'));
  const { targets } = await runColors(
    folder,
    `targets: 'huge.png', postprocess: { upscaler: { use: 'lanczos', scale: 5 } }, units: [{ source: 'blue.png' }]`,
  );
  expect(targets[0]!.error).toMatchObject({ code: 'KERNEL_MEMORY' });
  expect(targets[0]!.error!.message).toMatch(
    /^The pictures in work need 24\d\d\.\d MB but the kernels may use 2048\.0 MB\./,
  );
  expect(targets[0]!.contentCheck).toEqual({});
});

test('views on the kernels’ memory are lent or used at once', () => {
  const source = path.join(root, 'host/src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const taking = files.filter((file) =>
    /\.(image|tensor)View\(/.test(readFileSync(path.join(source, file), 'utf8')),
  );
  // Feeds of a model, which the broker copies before its first wait.
  expect(taking).toEqual([path.join('engine', 'plugin-models.ts')]);
});
