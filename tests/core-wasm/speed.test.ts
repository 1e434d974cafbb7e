import { identity, type Kernels, type ResizeFilter } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { expect, test } from '@jest/globals';
import { levels } from './pictures.ts';

const side = 128;

interface Case {
  readonly kernel: string;
  /**
   * How many times faster than the reference it must be, about a sixth of what was measured: loose enough for a busy machine,
   * tight enough to notice a lost SIMD path. The reference is slow here: inside Jest every global, such as Math, is looked up.
   */
  readonly least: number;
  readonly prepare: (kernels: Kernels) => () => void;
}

const turned = { a: 0.9, b: 0.2, tx: -3, c: -0.2, d: 0.9, ty: 20 };
const spec = {
  width: side,
  height: side,
  layout: 'chw',
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

const image = (kernels: Kernels, seed = 1) =>
  kernels.importImage({ width: side, height: side, data: levels(side * side * 4, seed, 'noise') });
const mask = (kernels: Kernels) => kernels.importMask(side, side, levels(side * side, 3, 'noise'));

function resized(kernels: Kernels, filter: ResizeFilter): () => void {
  const src = image(kernels);
  const dst = kernels.createImage(100, 75);
  return () => kernels.resize(src, dst, filter);
}

const cases: readonly Case[] = [
  {
    kernel: 'warpAffine bilinear',
    least: 700,
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createImage(side, side);
      return () => kernels.warpAffine(src, dst, turned, 'bilinear', 'edge');
    },
  },
  {
    kernel: 'warpAffine bicubic',
    least: 900,
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createImage(side, side);
      return () => kernels.warpAffine(src, dst, identity, 'bicubic', 'edge');
    },
  },
  {
    kernel: 'warpMask',
    least: 70,
    prepare: (kernels) => {
      const src = mask(kernels);
      const dst = kernels.createMask(side, side);
      return () => kernels.warpMask(src, dst, turned);
    },
  },
  {
    kernel: 'warpToTensor',
    least: 500,
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createTensor([3, side, side]);
      return () => kernels.warpToTensor(src, dst, turned, spec, 'edge');
    },
  },
  { kernel: 'resize bilinear', least: 150, prepare: (kernels) => resized(kernels, 'bilinear') },
  { kernel: 'resize bicubic', least: 120, prepare: (kernels) => resized(kernels, 'bicubic') },
  { kernel: 'resize lanczos', least: 70, prepare: (kernels) => resized(kernels, 'lanczos') },
  { kernel: 'resize area', least: 80, prepare: (kernels) => resized(kernels, 'area') },
  {
    kernel: 'warpMesh',
    least: 70,
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = image(kernels, 2);
      const mesh = {
        from: Float32Array.of(0, 0, side, 0, 0, side),
        to: Float32Array.of(3, 2, side, 5, 4, side - 3),
        triangles: Uint16Array.of(0, 1, 2),
      };
      return () => kernels.warpMesh(src, dst, mesh);
    },
  },
  {
    kernel: 'tensorToImage',
    least: 60,
    prepare: (kernels) => {
      const src = kernels.createTensor([3, side, side]);
      const dst = kernels.createImage(side, side);
      return () => kernels.tensorToImage(src, dst, spec);
    },
  },
  {
    kernel: 'feather',
    least: 800,
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.feather(target, 5);
    },
  },
  {
    kernel: 'erode',
    least: 150,
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.erode(target, 13, 13);
    },
  },
  {
    kernel: 'dilate',
    least: 200,
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.dilate(target, 13, 13);
    },
  },
  ...(['min', 'max', 'multiply'] as const).map((op) => ({
    kernel: `combineMasks ${op}`,
    least: 180,
    prepare: (kernels: Kernels) => {
      const dst = mask(kernels);
      const src = mask(kernels);
      return () => kernels.combineMasks(dst, src, op);
    },
  })),
  {
    kernel: 'transferColorMeanStd',
    least: 90,
    prepare: (kernels) => {
      const target = image(kernels);
      const reference = image(kernels, 2);
      return () => kernels.transferColorMeanStd(target, reference);
    },
  },
  {
    kernel: 'transferColorHistogram',
    least: 65,
    prepare: (kernels) => {
      const target = image(kernels);
      const reference = image(kernels, 2);
      return () => kernels.transferColorHistogram(target, reference);
    },
  },
  {
    kernel: 'sharpen',
    least: 1100,
    prepare: (kernels) => {
      const target = image(kernels);
      return () => kernels.sharpen(target, 3, 0.5);
    },
  },
  {
    kernel: 'blend',
    least: 200,
    prepare: (kernels) => {
      const dst = image(kernels);
      const src = image(kernels, 2);
      const where = mask(kernels);
      return () => kernels.blend(dst, src, 1, where);
    },
  },
  {
    kernel: 'paste',
    least: 450,
    prepare: (kernels) => {
      const frame = image(kernels);
      const crop = image(kernels, 2);
      const where = mask(kernels);
      return () => kernels.paste(frame, crop, where, turned);
    },
  },
];

test.each(cases)('$kernel keeps its lead of $least on the reference', async ({ least, prepare }) => {
  const fast = prepare(await createKernels('wasm'));
  const slow = prepare(await createKernels('reference'));
  for (let i = 0; i < 30; i++) fast();
  // The best of several turns: a busy machine can only make a turn longer.
  let best = Infinity;
  let reference = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    best = Math.min(best, processorMs(fast, 20));
    if (turn < 2) reference = Math.min(reference, processorMs(slow, 1));
  }
  expect(reference / best).toBeGreaterThan(least);
});

/** Shapes are rows of memory.fill in both, and nothing that could lose its speed; the others make, read or write pictures. */
const withoutLead =
  /^(create|import|read|write|draw)|^(mark|release|holds|replaceBackend|startPeak|imageView|tensorView|constructor|backend|build)$|Bytes$/;

test('every kernel has a lead to keep', async () => {
  const kernels = await createKernels('wasm');
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(kernels)).filter(
    (name) => !withoutLead.test(name),
  );
  expect([...new Set(cases.map(({ kernel }) => kernel.split(' ')[0]!))].sort()).toEqual(names.sort());
});

/** Processor time of one run: unlike the time of day, it does not count what else the machine does. */
function processorMs(run: () => void, times: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}
