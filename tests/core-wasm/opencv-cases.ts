import type { Affine, Border, Kernels } from '@facet/api';
import { rgbToLab } from '../../core-wasm/dist/reference/lab.js';
import { levels } from './pictures.ts';

/** What the OpenCV process (bench/opencv.py) is handed. */
export interface OpenCvInput {
  readonly data: Uint8Array;
  readonly shape: readonly number[];
}

/** One operation that OpenCV and a kernel do on the same pixels. */
export interface OpenCvCase {
  readonly name: string;
  /** Largest difference in levels. */
  readonly tolerance: number;
  readonly op: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly inputs: readonly OpenCvInput[];
  readonly run: (kernels: Kernels) => ArrayLike<number>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const small = { width: 33, height: 26 };

/** Soft shapes with noise on them: what photographs are made of. */
function shaded({ width, height }: Size, seed: number): Uint8Array {
  const noise = levels(width * height * 4, seed, 'noise');
  return noise.map((value, i) => {
    const x = (i >> 2) % width;
    const y = Math.floor((i >> 2) / width);
    const soft = 110 + 90 * Math.sin(x / 5 + seed + (i & 3)) * Math.cos(y / 7);
    return i % 4 === 3 ? 255 : soft + value / 10;
  });
}

const picture = (data: Uint8Array, { width, height }: Size): OpenCvInput => ({
  data,
  shape: [height, width, 4],
});
const mask = (data: Uint8Array, { width, height }: Size): OpenCvInput => ({ data, shape: [height, width] });

const transforms: Readonly<Record<string, Affine>> = {
  'turned and enlarged': { a: 1.3, b: 0.4, tx: -6.2, c: -0.4, d: 1.3, ty: 3.7 },
  'mirrored and leaving the frame': { a: -0.8, b: 0.1, tx: 20, c: 0.3, d: 0.9, ty: -9.5 },
  'whole pixels': { a: 1, b: 0, tx: 4, c: 0, d: 1, ty: -3 },
  sheared: { a: 0.6, b: 0.7, tx: -2, c: 0.1, d: 1.9, ty: -11.13 },
};

function warps(filter: 'bilinear' | 'bicubic', border: Border): OpenCvCase[] {
  const data = levels(small.width * small.height * 4, 7, 'noise');
  const to = { width: 29, height: 31 };
  return Object.entries(transforms).map(([how, t]) => ({
    name: `warp ${filter}, ${border}, ${how}`,
    tolerance: 1,
    op: 'warp',
    args: { transform: [t.a, t.b, t.tx, t.c, t.d, t.ty], size: [to.width, to.height], filter, border },
    inputs: [picture(data, small)],
    run: (kernels) => {
      const dst = kernels.createImage(to.width, to.height);
      kernels.warpAffine(kernels.importImage({ ...small, data }), dst, t, filter, border);
      return kernels.readImage(dst);
    },
  }));
}

function maskWarps(): OpenCvCase[] {
  const data = levels(small.width * small.height, 9, 'noise');
  const to = { width: 29, height: 31 };
  return Object.entries(transforms).map(([how, t]) => ({
    name: `warp mask, ${how}`,
    tolerance: 1,
    op: 'warp',
    args: {
      transform: [t.a, t.b, t.tx, t.c, t.d, t.ty],
      size: [to.width, to.height],
      filter: 'bilinear',
      border: 'transparent',
    },
    inputs: [mask(data, small)],
    run: (kernels) => {
      const dst = kernels.createMask(to.width, to.height);
      kernels.warpMask(kernels.importMask(small.width, small.height, data), dst, t);
      return kernels.readMask(dst);
    },
  }));
}

function resizes(filter: 'bilinear' | 'bicubic' | 'area', to: Size): OpenCvCase {
  const data = levels(small.width * small.height * 4, 7, 'noise');
  return {
    name: `resize ${filter} to ${to.width}x${to.height}`,
    tolerance: 1,
    op: 'resize',
    args: { size: [to.width, to.height], filter },
    inputs: [picture(data, small)],
    run: (kernels) => {
      const dst = kernels.createImage(to.width, to.height);
      kernels.resize(kernels.importImage({ ...small, data }), dst, filter);
      return kernels.readImage(dst);
    },
  };
}

function windows(op: 'erode' | 'dilate', side: number): OpenCvCase {
  const data = levels(small.width * small.height, 3, 'noise');
  return {
    name: `${op} by ${side}`,
    tolerance: 0,
    op,
    args: { side },
    inputs: [mask(data, small)],
    run: (kernels) => {
      const target = kernels.importMask(small.width, small.height, data);
      kernels[op](target, side, side);
      return kernels.readMask(target);
    },
  };
}

function feathers(sigma: number, style: 'blackAndWhite' | 'noise'): OpenCvCase {
  const data = levels(small.width * small.height, 3, style);
  return {
    name: `feather by ${sigma}, ${style}`,
    tolerance: 3,
    op: 'gauss',
    args: { kernel: 2 * Math.ceil(4 * sigma) + 1, sigma },
    inputs: [mask(data, small)],
    run: (kernels) => {
      const target = kernels.importMask(small.width, small.height, data);
      kernels.feather(target, sigma);
      return kernels.readMask(target);
    },
  };
}

function combinations(op: 'min' | 'max' | 'multiply'): OpenCvCase {
  const one = levels(small.width * small.height, 3, 'noise');
  const two = levels(small.width * small.height, 4, 'ramp');
  return {
    name: `combine ${op}`,
    tolerance: op === 'multiply' ? 1 : 0,
    op: 'combine',
    args: { op },
    inputs: [mask(one, small), mask(two, small)],
    run: (kernels) => {
      const dst = kernels.importMask(small.width, small.height, one);
      kernels.combineMasks(dst, kernels.importMask(small.width, small.height, two), op);
      return kernels.readMask(dst);
    },
  };
}

function unsharps(sigma: number, amount: number): OpenCvCase {
  const data = shaded(small, 2);
  return {
    name: `unsharp, sigma ${sigma}, amount ${amount}`,
    tolerance: 1,
    op: 'unsharp',
    args: { sigma, amount },
    inputs: [picture(data, small)],
    run: (kernels) => {
      const image = kernels.importImage({ ...small, data });
      kernels.sharpen(image, sigma, amount);
      return kernels.readImage(image);
    },
  };
}

function blend(): OpenCvCase {
  const [under, over] = [1, 2].map((seed) => levels(small.width * small.height * 4, seed, 'noise')) as [
    Uint8Array,
    Uint8Array,
  ];
  const where = levels(small.width * small.height, 5, 'noise');
  return {
    name: 'blend with a mask',
    tolerance: 1,
    op: 'blend',
    args: { form: 'cheapest' },
    inputs: [picture(under, small), picture(over, small), mask(where, small)],
    run: (kernels) => {
      const dst = kernels.importImage({ ...small, data: under });
      const src = kernels.importImage({ ...small, data: over });
      kernels.blend(dst, src, 1, kernels.importMask(small.width, small.height, where));
      return kernels.readImage(dst);
    },
  };
}

/** What both backends count in histograms; the parity of these holds the WebAssembly to the same bytes. */
function labBytes(): OpenCvCase {
  const data = levels(small.width * small.height * 4, 12, 'noise');
  return {
    name: '8-bit Lab',
    tolerance: 1,
    op: 'lab',
    args: {},
    inputs: [picture(data, small)],
    run: () => {
      const lab = data.slice();
      for (let at = 0; at < data.length; at += 4) rgbToLab(data[at]!, data[at + 1]!, data[at + 2]!, lab, at);
      return lab;
    },
  };
}

function meanStd(): OpenCvCase {
  const [one, two] = [shaded(small, 3), shaded(small, 8)];
  return {
    name: 'Lab mean and deviation',
    tolerance: 1,
    op: 'reinhard',
    args: {},
    inputs: [picture(one, small), picture(two, small)],
    run: (kernels) => {
      const image = kernels.importImage({ ...small, data: one });
      kernels.transferColorMeanStd(image, kernels.importImage({ ...small, data: two }));
      return kernels.readImage(image);
    },
  };
}

/** OpenCV lets the whole box around the mask move, so only pictures whose difference is the same everywhere give the same. */
function clone(): OpenCvCase {
  const under = levels(small.width * small.height * 4, 6, 'noise').map((value, i) =>
    i % 4 === 3 ? 255 : 40 + value / 2,
  );
  const over = under.map((value, i) => (i % 4 === 3 ? 255 : value + 30 * ((i % 4) - 1)));
  const where = Uint8Array.from({ length: small.width * small.height }, (_, i) => {
    const [x, y] = [i % small.width, Math.floor(i / small.width)];
    return Math.hypot((x - 16) / 13, (y - 13) / 10) < 1 ? 255 : 0;
  });
  return {
    name: 'seamless clone of a picture that is brighter all over',
    tolerance: 1,
    op: 'clone',
    args: { centre: [16, 13] },
    inputs: [picture(over, small), picture(under, small), mask(where, small)],
    run: (kernels) => {
      const dst = kernels.importImage({ ...small, data: under });
      const src = kernels.importImage({ ...small, data: over });
      kernels.seamlessClone(dst, src, kernels.importMask(small.width, small.height, where));
      return kernels.readImage(dst);
    },
  };
}

export const openCvCases: readonly OpenCvCase[] = [
  ...warps('bilinear', 'edge'),
  ...warps('bilinear', 'transparent'),
  ...warps('bicubic', 'edge'),
  ...warps('bicubic', 'transparent'),
  ...maskWarps(),
  resizes('bilinear', { width: 61, height: 57 }),
  resizes('bicubic', { width: 61, height: 57 }),
  resizes('area', { width: 11, height: 13 }),
  windows('erode', 4),
  windows('erode', 51),
  windows('dilate', 7),
  feathers(1.3, 'blackAndWhite'),
  feathers(2.5, 'blackAndWhite'),
  feathers(5.1, 'noise'),
  feathers(16, 'blackAndWhite'),
  combinations('min'),
  combinations('max'),
  combinations('multiply'),
  unsharps(1.1, 0.5),
  unsharps(3, 0.5),
  unsharps(6, 0.8),
  blend(),
  labBytes(),
  meanStd(),
  clone(),
];
