import { createKernels } from '@facet/core-wasm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { startOpenCv, type OpenCv } from '../../bench/opencv.mjs';
import { openCvCases, type OpenCvCase } from './opencv-cases.ts';

/**
 * What OpenCV 4.6 (Debian's python3-opencv) gave for each case, base64. Machines without OpenCV compare with these;
 * FACET_UPDATE_OPENCV=1 writes them anew where it is installed.
 */
const recording = new URL('../fixtures/opencv.json', import.meta.url);

type Recorded = Readonly<Record<string, string>>;

let opencv: OpenCv | undefined;
let recorded: Recorded = {};

beforeAll(async () => {
  opencv = await startOpenCv();
  if (process.env.FACET_UPDATE_OPENCV === '1') await record();
  recorded = JSON.parse(await readFile(recording, 'utf8')) as Recorded;
});

afterAll(() => opencv?.stop());

async function record(): Promise<void> {
  const outputs: Record<string, string> = {};
  for (const entry of openCvCases) outputs[entry.name] = Buffer.from(await live(entry)).toString('base64');
  await writeFile(recording, `${JSON.stringify(outputs, undefined, 2)}\n`);
}

/** What the OpenCV of this machine makes of a case. */
async function live({ op, args, inputs }: OpenCvCase): Promise<Uint8Array> {
  if (opencv === undefined) throw new Error('No Python here has OpenCV.');
  const prepared = await opencv.prepare(op, args, inputs);
  const output = await prepared.output();
  await prepared.drop();
  if (output === undefined) throw new Error(`OpenCV gives no output for ${op}.`);
  return output;
}

describe('the kernels give what OpenCV gives', () => {
  test.each(openCvCases)('$name, within $tolerance', async (entry) => {
    const kernels = await createKernels('wasm');
    const found = entry.run(kernels);
    const past = Buffer.from(recorded[entry.name] ?? '', 'base64');
    expect(largestDifference(past, found)).toBeLessThanOrEqual(entry.tolerance);
    if (opencv === undefined) return;
    expect(largestDifference(await live(entry), found)).toBeLessThanOrEqual(entry.tolerance);
  });
});

test('where OpenCV must be installed, it was asked', () => {
  expect(opencv !== undefined || process.env.FACET_OPENCV !== '1').toBe(true);
});

function largestDifference(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  if (expected.length !== found.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]! - found[i]!));
  return largest;
}
