import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createKernels } from '@facet/core-wasm';
import { expect, test } from '@jest/globals';

/**
 * How many times faster than the reference each kernel must be in the same process, about a third of what was measured:
 * loose enough for a busy machine, tight enough to notice a lost SIMD path.
 */
const least: Readonly<Record<string, number>> = {
  'warpAffine bilinear': 20,
  'warpAffine bicubic': 16,
  'warpAffine after averages': 14,
  warpMask: 5,
  warpToTensor: 17,
  'resize bilinear': 25,
  'resize bicubic': 9,
  'resize lanczos': 6,
  'resize area': 7,
  warpMesh: 4,
  tensorToImage: 9,
  feather: 120,
  erode: 60,
  dilate: 60,
  'combineMasks min': 17,
  'combineMasks max': 17,
  'combineMasks multiply': 17,
  transferColorMeanStd: 80,
  transferColorHistogram: 11,
  sharpen: 120,
  blend: 10,
  blurPlanes: 7,
  'blurPlanes with a weight': 4,
  measureTone: 4,
  changeTone: 9,
  matchGrain: 10,
  membrane: 20,
  seamlessClone: 16,
  paste: 14,
  'paste in other colours': 10,
};

const program = fileURLToPath(new URL('leads.mjs', import.meta.url));
const leads = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as Record<
  string,
  number
>;

test.each(Object.entries(least))('%s keeps its lead of %d on the reference', (kernel, lead) => {
  expect(leads[kernel]).toBeGreaterThan(lead);
});

/** Shapes are rows of memory.fill in both, and nothing that could lose its speed; the others make, read or write pictures. */
const withoutLead =
  /^(create|import|read|write|draw)|^(mark|release|holds|replaceBackend|startPeak|imageView|tensorView|constructor|backend|build)$|Bytes$/;

test('every kernel has a lead to keep', async () => {
  const kernels = await createKernels('wasm');
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(kernels)).filter(
    (name) => !withoutLead.test(name),
  );
  expect(Object.keys(leads).sort()).toEqual(Object.keys(least).sort());
  expect([...new Set(Object.keys(least).map((kernel) => kernel.split(' ')[0]!))].sort()).toEqual(
    names.sort(),
  );
});
