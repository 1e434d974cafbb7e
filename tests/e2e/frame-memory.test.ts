import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { facet, fixture, root, tempFolder } from '../support/facet.ts';
import { drawPortraits } from '../support/three-portraits.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const large = { width: 3840, height: 2160 };
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
  return { processBytes: Number(readFileSync(memoryFile, 'utf8')), kernelBytes: report.peakKernelBytes };
}

test('a 4K picture with three faces takes less than three times its pixels', async () => {
  const folder = tempFolder();
  const four = await drawPortraits(large, 512, path.join(folder, 'large.png'));
  const few = await drawPortraits(small, 512, path.join(folder, 'small.png'));
  // The models, the runtime and the crops are the same for both: what differs belongs to the frame.
  const base = await swapFaces(folder, [few]);
  const whole = await swapFaces(folder, [four]);
  expect(whole.processBytes - base.processBytes).toBeLessThan(3 * (rgbaBytes(large) - rgbaBytes(small)));
  expect(whole.kernelBytes).toBeLessThan(2 * rgbaBytes(large));
  // The kernels need for two pictures what they need for one.
  const twice = await swapFaces(folder, [
    four,
    await drawPortraits(large, 512, path.join(folder, 'again.png')),
  ]);
  expect(twice.kernelBytes).toBe(whole.kernelBytes);
});
