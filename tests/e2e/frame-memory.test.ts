import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { facet, fixture, root, tempFolder } from '../support/facet.ts';
import { drawPortraits } from '../support/three-portraits.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const fourK = { width: 3840, height: 2160 };
const eightK = { width: 7680, height: 4320 };
/** Just room for the same faces. */
const small = { width: 1600, height: 560 };

const rgbaBytes = ({ width, height }: Size): number => width * height * 4;

/** Most memory of the whole command, and of its kernels, in bytes. */
async function swapFaces(
  folder: string,
  targets: readonly string[],
): Promise<{ processBytes: number; kernelBytes: number }> {
  const memoryFile = path.join(folder, 'memory.txt');
  const reporter = pathToFileURL(path.join(root, 'tests/support/report-memory.mjs')).href;
  const { code, stdout, stderr } = await facet(
    [
      'swap',
      ...targets,
      '--source',
      fixture('astronaut.png'),
      '-o',
      path.join(folder, '{name}-swapped.{ext}'),
      '--overwrite',
      '--sharpen',
      '--color-correction',
      '--json',
    ],
    { env: { NODE_OPTIONS: `--import ${reporter}`, FACET_TEST_MEMORY_FILE: memoryFile } },
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout) as RunReport;
  expect(report.targets.map(({ faces }) => faces.length)).toEqual(targets.map(() => 3));
  expect(report.unplannedKernelGrowths).toBe(0);
  return { processBytes: Number(readFileSync(memoryFile, 'utf8')), kernelBytes: report.peakKernelBytes };
}

const folder = tempFolder();
/** What the models, the runtime and the crops take: the same for pictures of any size. */
let base: Awaited<ReturnType<typeof swapFaces>>;
beforeAll(async () => {
  base = await swapFaces(folder, [await drawPortraits(small, 512, path.join(folder, 'small.png'))]);
});

test.each([
  ['4K', fourK, 512],
  ['8K', eightK, 1024],
] as const)(
  'a picture of %s with three faces takes less than three times its pixels, and the kernels’ memory grows once',
  async (name, size, side) => {
    const picture = await drawPortraits(size, side, path.join(folder, `${name}.png`));
    const { processBytes, kernelBytes } = await swapFaces(folder, [picture]);
    expect(processBytes - base.processBytes).toBeLessThan(3 * (rgbaBytes(size) - rgbaBytes(small)));
    expect(kernelBytes).toBeLessThan(2 * rgbaBytes(size));
  },
);

test('two pictures need no more of the kernels’ memory than one', async () => {
  const pictures = await Promise.all(
    ['one', 'two'].map((name) => drawPortraits(small, 512, path.join(folder, `${name}.png`))),
  );
  expect((await swapFaces(folder, pictures)).kernelBytes).toBe(base.kernelBytes);
});
