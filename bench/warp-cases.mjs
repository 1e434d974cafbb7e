import { sizes, areaOf, turned, listed, onImage, onMask } from './case-parts.mjs';
import { denseMask, maskInput, picture, pixelInput } from './pictures.mjs';

const spec = ({ width, height }, layout = 'chw') => ({
  width,
  height,
  layout,
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
});

function warpCase(filter, label, from, to, scale, target) {
  const src = picture(from.width, from.height);
  const transform = turned(scale, from, to);
  return {
    kernel: `warp ${filter}`,
    size: label,
    bytes: 4 * (areaOf(to) + Math.min(areaOf(from), areaOf(to) / scale ** 2)),
    target,
    tolerance: filter === 'bilinear' ? 1 : 2,
    make(kernels) {
      const frame = kernels.importImage(src);
      const dst = kernels.createImage(to.width, to.height);
      return {
        run: () => kernels.warpAffine(frame, dst, transform, filter, 'edge'),
        ...onImage(dst, kernels),
      };
    },
    rivals: {
      opencv: {
        op: 'warp',
        args: { transform: listed(transform), size: [to.width, to.height], filter, border: 'edge' },
        inputs: () => [pixelInput(src)],
      },
    },
  };
}

/** A crop that shows `shown` pixels of the frame per side, shrunk by `factor` and then less than by 2, against averages and a warp there. */
function averagedCase(side, shown) {
  const [from, to] = [sizes['4k'], { width: side, height: side }];
  const src = picture(from.width, from.height);
  const transform = turned(side / shown, from, to);
  const factor = Math.round(shown / side);
  // Somewhat more than the turned crop shows, from whole blocks to whole blocks.
  const reach = 0.62 * shown + 4 * factor;
  const [x, y] = [from.width / 2, from.height / 2];
  const blocks = (position) => factor * Math.round(position / factor);
  const region = [x - reach, y - reach, x + reach, y + reach].map(blocks);
  return {
    kernel: 'warp bilinear after averages',
    size: `4k, ${shown} to ${side}`,
    bytes: 4 * (shown ** 2 + side ** 2),
    tolerance: 1,
    make(kernels) {
      const frame = kernels.importImage(src);
      const dst = kernels.createImage(side, side);
      const options = { antialias: true };
      return {
        run: () => kernels.warpAffine(frame, dst, transform, 'bilinear', 'edge', options),
        ...onImage(dst, kernels),
      };
    },
    rivals: {
      opencv: {
        op: 'averaged_warp',
        args: { transform: listed(transform), size: [side, side], factor, region },
        inputs: () => [pixelInput(src)],
      },
    },
  };
}

const warps = [
  () => warpCase('bilinear', '1080p to 512', sizes['1080p'], sizes['512'], 0.6, 1.3),
  () => warpCase('bilinear', '512 to 832', sizes['512'], { width: 832, height: 832 }, 1.4, 1.3),
  () => warpCase('bilinear', '1080p', sizes['1080p'], sizes['1080p'], 1, 1.3),
  () => warpCase('bilinear', '4k', sizes['4k'], sizes['4k'], 1, 1.3),
  () => averagedCase(128, 1500),
  () => averagedCase(256, 1500),
  () => averagedCase(512, 1500),
  () => warpCase('bicubic', '1080p to 512', sizes['1080p'], sizes['512'], 0.6, 2),
  () => warpCase('bicubic', '1080p', sizes['1080p'], sizes['1080p'], 1, 2),
  () => warpCase('bicubic', '4k', sizes['4k'], sizes['4k'], 1, 2),
];

function maskWarp() {
  const from = sizes['512'];
  const to = { width: 832, height: 832 };
  const src = denseMask(from.width, from.height);
  const transform = turned(1.4, from, to);
  return {
    kernel: 'warp mask',
    size: '512 to 832',
    bytes: areaOf(from) + areaOf(to),
    tolerance: 1,
    make(kernels) {
      const mask = kernels.importMask(from.width, from.height, src.data);
      const dst = kernels.createMask(to.width, to.height);
      return { run: () => kernels.warpMask(mask, dst, transform), ...onMask(dst, kernels) };
    },
    rivals: {
      opencv: {
        op: 'warp',
        args: {
          transform: listed(transform),
          size: [to.width, to.height],
          filter: 'bilinear',
          border: 'transparent',
        },
        inputs: () => [maskInput(src)],
      },
    },
  };
}

function tensorCase(label) {
  const side = sizes[label] ?? { width: Number(label), height: Number(label) };
  const src = picture(side.width, side.height);
  return {
    kernel: 'u8 to CHW tensor',
    size: label,
    ...(label === '640' ? { target: 3.5 } : {}),
    bytes: 16 * areaOf(side),
    make(kernels) {
      const frame = kernels.importImage(src);
      const tensor = kernels.createTensor([3, side.height, side.width]);
      const identity = { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 };
      return { run: () => kernels.warpToTensor(frame, tensor, identity, spec(side), 'edge') };
    },
    rivals: { opencv: { op: 'blob', args: { scale: 1 / 255 }, inputs: () => [pixelInput(src)] } },
  };
}

function warpTensorCase() {
  const from = sizes['1080p'];
  const to = sizes['512'];
  const src = picture(from.width, from.height);
  const transform = turned(0.6, from, to);
  return {
    kernel: 'warp to tensor',
    size: '1080p to 512',
    bytes: areaOf(to) * (12 + 4 / 0.6 ** 2),
    make(kernels) {
      const frame = kernels.importImage(src);
      const tensor = kernels.createTensor([3, 512, 512]);
      return { run: () => kernels.warpToTensor(frame, tensor, transform, spec(to), 'transparent') };
    },
    rivals: {
      opencv: {
        op: 'warp_blob',
        args: { transform: listed(transform), size: [512, 512], scale: 1 / 255 },
        inputs: () => [pixelInput(src)],
      },
    },
  };
}

function fromTensorCase(label) {
  const side = sizes[label];
  const values = Float32Array.from({ length: 3 * areaOf(side) }, (_, i) => (i % 263) / 255);
  return {
    kernel: 'CHW tensor to u8',
    size: label,
    target: 0.85,
    tolerance: 1,
    bytes: 16 * areaOf(side),
    make(kernels) {
      const tensor = kernels.createTensor([3, side.height, side.width]);
      kernels.tensorView(tensor).set(values);
      const dst = kernels.createImage(side.width, side.height);
      return { run: () => kernels.tensorToImage(tensor, dst, spec(side)), ...onImage(dst, kernels) };
    },
    rivals: {
      opencv: {
        op: 'planes_to_picture',
        args: { scale: 255 },
        inputs: () => [{ data: values, shape: [3, side.height, side.width] }],
      },
    },
  };
}

/** Warps, and what goes to and comes from tensors. */
export const warpCases = [
  ...warps,
  maskWarp,
  ...['640', '1080p', '4k'].map((label) => () => tensorCase(label)),
  warpTensorCase,
  ...['512', '1080p', '4k'].map((label) => () => fromTensorCase(label)),
];
