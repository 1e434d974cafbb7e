/**
 * Prints how many times faster than the reference each kernel is, as JSON. A program of its own, because inside Jest every
 * global, such as Math, is looked up and the reference is many times slower than anywhere else.
 */
import { identity } from '@facet/api';
import { createKernels } from '@facet/core-wasm';

const side = 128;

const turned = { a: 0.9, b: 0.2, tx: -3, c: -0.2, d: 0.9, ty: 20 };
const spec = {
  width: side,
  height: side,
  layout: 'chw',
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** Noise of every level. */
function noise(length, seed) {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const image = (kernels, seed = 1) =>
  kernels.importImage({ width: side, height: side, data: noise(side * side * 4, seed) });
const mask = (kernels) => kernels.importMask(side, side, noise(side * side, 3));

const plane = (seed) => ({ width: side, height: side, data: Float32Array.from(noise(side * side, seed)) });

function disc(kernels) {
  const target = kernels.createMask(side, side);
  kernels.drawEllipse(target, { x: side / 2, y: side / 2 }, 0.4 * side, 0.45 * side, 20, 255);
  return target;
}

function resized(kernels, filter) {
  const src = image(kernels);
  const dst = kernels.createImage(100, 75);
  return () => kernels.resize(src, dst, filter);
}

const cases = [
  {
    kernel: 'warpAffine bilinear',
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createImage(side, side);
      return () => kernels.warpAffine(src, dst, turned, 'bilinear', 'edge');
    },
  },
  {
    kernel: 'warpAffine bicubic',
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createImage(side, side);
      return () => kernels.warpAffine(src, dst, identity, 'bicubic', 'edge');
    },
  },
  {
    kernel: 'warpAffine after averages',
    prepare: (kernels) => {
      const src = image(kernels);
      const dst = kernels.createImage(side / 4, side / 4);
      const quarter = { a: 0.2, b: 0.1, tx: 0, c: -0.1, d: 0.2, ty: 10 };
      return () => kernels.warpAffine(src, dst, quarter, 'bilinear', 'edge', { antialias: true });
    },
  },
  {
    kernel: 'warpMask',
    prepare: (kernels) => {
      const src = mask(kernels);
      const dst = kernels.createMask(side, side);
      return () => kernels.warpMask(src, dst, turned);
    },
  },
  {
    kernel: 'warpToTensor',
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
    prepare: (kernels) => {
      const src = kernels.createTensor([3, side, side]);
      const dst = kernels.createImage(side, side);
      return () => kernels.tensorToImage(src, dst, spec);
    },
  },
  {
    kernel: 'feather',
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.feather(target, 5);
    },
  },
  {
    kernel: 'erode',
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.erode(target, 13, 13);
    },
  },
  {
    kernel: 'dilate',
    prepare: (kernels) => {
      const target = mask(kernels);
      return () => kernels.dilate(target, 13, 13);
    },
  },
  ...['min', 'max', 'multiply'].map((op) => ({
    kernel: `combineMasks ${op}`,
    prepare: (kernels) => {
      const dst = mask(kernels);
      const src = mask(kernels);
      return () => kernels.combineMasks(dst, src, op);
    },
  })),
  {
    kernel: 'transferColorMeanStd',
    prepare: (kernels) => {
      const target = image(kernels);
      const reference = image(kernels, 2);
      return () => kernels.transferColorMeanStd(target, reference);
    },
  },
  {
    kernel: 'transferColorHistogram',
    prepare: (kernels) => {
      const target = image(kernels);
      const reference = image(kernels, 2);
      return () => kernels.transferColorHistogram(target, reference);
    },
  },
  {
    kernel: 'sharpen',
    prepare: (kernels) => {
      const target = image(kernels);
      return () => kernels.sharpen(target, 3, 0.5);
    },
  },
  {
    kernel: 'blend',
    prepare: (kernels) => {
      const dst = image(kernels);
      const src = image(kernels, 2);
      const where = mask(kernels);
      return () => kernels.blend(dst, src, 1, where);
    },
  },
  {
    kernel: 'blurPlanes',
    prepare: (kernels) => {
      const planes = [plane(5), plane(6)];
      return () => kernels.blurPlanes(planes, 3);
    },
  },
  {
    kernel: 'blurPlanes with a weight',
    prepare: (kernels) => {
      const planes = [plane(5), plane(6)];
      const weight = {
        ...plane(7),
        data: plane(7).data.map((level, i) => (i % side < 40 ? level / 255 : 0)),
      };
      return () => kernels.blurPlanes(planes, 4, weight);
    },
  },
  {
    kernel: 'measureTone',
    prepare: (kernels) => {
      const src = image(kernels);
      return () => kernels.measureTone(src);
    },
  },
  {
    kernel: 'changeTone',
    prepare: (kernels) => {
      const target = image(kernels);
      const cell = (value) => ({ width: 2, height: 2, data: new Float32Array(4).fill(value) });
      const change = [cell(1), cell(1), cell(1), cell(0.1), cell(0), cell(0)];
      const where = disc(kernels);
      return () => kernels.changeTone(target, change, where);
    },
  },
  {
    kernel: 'matchGrain',
    prepare: (kernels) => {
      const target = image(kernels);
      const smooth = kernels.createImage(side, side);
      const where = disc(kernels);
      return () => kernels.matchGrain(target, smooth, where, where, 1);
    },
  },
  {
    kernel: 'membrane',
    prepare: (kernels) => {
      const field = kernels.importTensor([3, side, side], Float32Array.from(noise(3 * side * side, 5)));
      const region = disc(kernels);
      return () => kernels.membrane(field, region);
    },
  },
  {
    kernel: 'seamlessClone',
    prepare: (kernels) => {
      const dst = image(kernels);
      const src = image(kernels, 2);
      const region = disc(kernels);
      return () => kernels.seamlessClone(dst, src, region);
    },
  },
  {
    kernel: 'paste',
    prepare: (kernels) => {
      const frame = image(kernels);
      const crop = image(kernels, 2);
      const where = mask(kernels);
      return () => kernels.paste(frame, crop, where, turned);
    },
  },
  {
    kernel: 'paste in other colours',
    prepare: (kernels) => {
      const frame = image(kernels);
      const crop = image(kernels, 2);
      const where = mask(kernels);
      const colors = { gain: [1.1, 1, 0.9], offset: [-5, 0, 5] };
      return () => kernels.paste(frame, crop, where, turned, { colors });
    },
  },
];

const leads = {};
for (const { kernel, prepare } of cases) {
  const fast = prepare(await createKernels('wasm'));
  const slow = prepare(await createKernels('reference'));
  for (let i = 0; i < 30; i++) fast();
  for (let i = 0; i < 3; i++) slow();
  // The best of several turns: a busy machine can only make a turn longer.
  let best = Infinity;
  let reference = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    best = Math.min(best, processorMs(fast, 20));
    reference = Math.min(reference, processorMs(slow, 1));
  }
  leads[kernel] = reference / best;
}
console.log(JSON.stringify(leads));

/** Processor time of one run: unlike the time of day, it does not count what else the machine does. */
function processorMs(run, times) {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}
