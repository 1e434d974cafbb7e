import { boxMask, denseMask, ellipseMask, maskInput, picture, pixelInput } from './pictures.mjs';

/** Sizes of whole pictures, by the name a person gives them. */
export const sizes = {
  512: { width: 512, height: 512 },
  '1080p': { width: 1920, height: 1080 },
  '4k': { width: 3840, height: 2160 },
};

const areaOf = ({ width, height }) => width * height;

/** A turn by 12 degrees and a scale, about the middle of both pictures: `a b tx c d ty`, as cv2.warpAffine takes it. */
function turned(scale, from, to) {
  const cos = Math.cos(0.21) * scale;
  const sin = Math.sin(0.21) * scale;
  const tx = (to.width - cos * from.width - sin * from.height) / 2;
  const ty = (to.height + sin * from.width - cos * from.height) / 2;
  return { a: cos, b: sin, tx, c: -sin, d: cos, ty };
}

const listed = ({ a, b, tx, c, d, ty }) => [a, b, tx, c, d, ty];

const spec = ({ width, height }, layout = 'chw') => ({
  width,
  height,
  layout,
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
});

const onImage = (image, kernels) => ({ output: () => kernels.readImage(image) });
const onMask = (mask, kernels) => ({ output: () => kernels.readMask(mask) });

/** Kernel size and sigma of insightface's feather for a face as large as the picture. */
function feathering(side) {
  const kernel = 2 * Math.floor(side / 10) + 1;
  return { kernel, sigma: 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8 };
}

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

function resizeCase(filter, label, from, to) {
  const src = picture(from.width, from.height);
  return {
    kernel: `resize ${filter}`,
    size: label,
    bytes: 4 * (areaOf(from) + areaOf(to)),
    ...(filter === 'lanczos' ? {} : { tolerance: 1 }),
    make(kernels) {
      const frame = kernels.importImage(src);
      const dst = kernels.createImage(to.width, to.height);
      return { run: () => kernels.resize(frame, dst, filter), ...onImage(dst, kernels) };
    },
    rivals: {
      opencv: {
        op: 'resize',
        args: { size: [to.width, to.height], filter },
        inputs: () => [pixelInput(src)],
      },
    },
  };
}

function meshCase(label) {
  const { width, height } = sizes[label];
  const src = picture(width, height);
  const points = 22;
  const from = [];
  const to = [];
  const triangles = [];
  for (let y = 0; y < points; y++) {
    for (let x = 0; x < points; x++) {
      const [u, v] = [(x / points) * width, (y / points) * height];
      from.push(u, v);
      to.push(0.96 * u + 5 + Math.sin(y), 0.96 * v + 3 + Math.cos(x));
      const i = y * points + x;
      if (x + 1 < points && y + 1 < points) {
        triangles.push(i, i + 1, i + points, i + 1, i + points + 1, i + points);
      }
    }
  }
  const mesh = {
    from: Float32Array.from(from),
    to: Float32Array.from(to),
    triangles: Uint16Array.from(triangles),
  };
  return {
    kernel: 'mesh',
    size: `${label}, 882 triangles`,
    bytes: 8 * 0.83 * width * height,
    make(kernels) {
      const frame = kernels.importImage(src);
      const dst = kernels.createImage(width, height);
      return { run: () => kernels.warpMesh(frame, dst, mesh) };
    },
    rivals: {},
  };
}

function featherCase(side) {
  const src = boxMask(side, side, 0.15);
  const { kernel, sigma } = feathering(side);
  const rival = (float) => ({ op: 'gauss', args: { kernel, sigma, float }, inputs: () => [maskInput(src)] });
  return {
    kernel: 'feather',
    size: `${side}, k = ${kernel}`,
    bytes: 2 * side * side,
    target: { opencv: 30, 'opencv f32': 10 },
    tolerance: 3,
    make(kernels) {
      const mask = kernels.importMask(side, side, src.data);
      return { run: () => kernels.feather(mask, sigma), ...onMask(mask, kernels) };
    },
    rivals: { opencv: rival(false), 'opencv f32': { ...rival(true), approximate: true } },
  };
}

function windowCase(operation, side) {
  const src = boxMask(side, side, 0.15);
  const window = Math.floor(side / 10);
  return {
    kernel: operation,
    size: `${side}, k = ${window}`,
    bytes: 2 * side * side,
    ...(side >= 1024 ? { target: 1 } : {}),
    tolerance: 0,
    make(kernels) {
      const mask = kernels.importMask(side, side, src.data);
      return { run: () => kernels[operation](mask, window, window), ...onMask(mask, kernels) };
    },
    rivals: { opencv: { op: operation, args: { side: window }, inputs: () => [maskInput(src)] } },
  };
}

function combineCase(op, label) {
  const { width, height } = sizes[label];
  const one = denseMask(width, height);
  return {
    kernel: `combine ${op}`,
    size: label,
    tolerance: op === 'multiply' ? 1 : 0,
    bytes: 3 * width * height,
    make(kernels) {
      const dst = kernels.importMask(width, height, one.data);
      const src = kernels.importMask(width, height, one.data.toReversed());
      return { run: () => kernels.combineMasks(dst, src, op), ...onMask(dst, kernels) };
    },
    rivals: {
      opencv: {
        op: 'combine',
        args: { op },
        inputs: () => [maskInput(one), maskInput({ ...one, data: one.data.toReversed() })],
      },
    },
  };
}

function ellipseCase() {
  return {
    kernel: 'ellipse',
    size: '1024',
    make(kernels) {
      const mask = kernels.createMask(1024, 1024);
      return { run: () => kernels.drawEllipse(mask, { x: 500, y: 500 }, 400, 300, 20, 255) };
    },
    rivals: {
      opencv: {
        op: 'ellipse',
        args: { size: [1024, 1024], centre: [500, 500], radii: [400, 300], angle: 20 },
        inputs: () => [],
      },
    },
  };
}

function colorCase(kernel, method, op, label, target, tolerance) {
  const { width, height } = sizes[label];
  const one = picture(width, height, 1);
  const two = picture(width, height, 5);
  return {
    kernel,
    size: label,
    bytes: 12 * width * height,
    ...(label === '512' ? { target } : {}),
    ...(tolerance === undefined ? {} : { tolerance }),
    make(kernels) {
      const image = kernels.importImage(one);
      const reference = kernels.importImage(two);
      return { run: () => kernels[method](image, reference), ...onImage(image, kernels) };
    },
    rivals: { opencv: { op, args: {}, inputs: () => [pixelInput(one), pixelInput(two)] } },
  };
}

function sharpenCase(label) {
  const { width, height } = sizes[label];
  const src = picture(width, height);
  return {
    kernel: 'unsharp, sigma 3',
    size: label,
    bytes: 8 * width * height,
    target: 1.5,
    tolerance: 1,
    make(kernels) {
      const image = kernels.importImage(src);
      return { run: () => kernels.sharpen(image, 3, 0.5), ...onImage(image, kernels) };
    },
    rivals: { opencv: { op: 'unsharp', args: { sigma: 3, amount: 0.5 }, inputs: () => [pixelInput(src)] } },
  };
}

function blendCase(label) {
  const { width, height } = sizes[label];
  const under = picture(width, height, 1);
  const over = picture(width, height, 5);
  const where = denseMask(width, height);
  const inputs = () => [pixelInput(under), pixelInput(over), maskInput(where)];
  return {
    kernel: 'blend, u8 mask',
    size: label,
    bytes: 13 * width * height,
    target: 2,
    tolerance: 1,
    make(kernels) {
      const dst = kernels.importImage(under);
      const src = kernels.importImage(over);
      const mask = kernels.importMask(width, height, where.data);
      return { run: () => kernels.blend(dst, src, 1, mask), ...onImage(dst, kernels) };
    },
    rivals: {
      opencv: { op: 'blend', args: { form: 'cheapest' }, inputs },
      'opencv blendLinear': { op: 'blend', args: { form: 'linear' }, inputs, approximate: true },
    },
  };
}

/** A crop of 512 back into a frame of 1080p, in which it is 750 pixels wide. OpenCV has nothing like it; `bench -- face` has its recipes. */
function pasteCase(kernel, options) {
  const from = sizes['512'];
  const to = sizes['1080p'];
  const [under, over] = [picture(to.width, to.height, 1), picture(from.width, from.height, 5)];
  const where = ellipseMask(from.width, from.height, 0.45);
  const scale = 512 / 750;
  return {
    kernel,
    size: '512 into 1080p',
    bytes: 8 * Math.PI * (0.45 * 750) ** 2 + 5 * areaOf(from),
    make(kernels) {
      const frame = kernels.importImage(under);
      const crop = kernels.importImage(over);
      const mask = kernels.importMask(from.width, from.height, where.data);
      const transform = turned(scale, to, from);
      return { run: () => kernels.paste(frame, crop, mask, transform, options) };
    },
    rivals: {},
  };
}

/** The planes of a face: a grid of 200 values a side. */
function blurPlanesCase(sigma, weighted) {
  const side = 200;
  const plane = (seed) => ({
    width: side,
    height: side,
    data: Float32Array.from({ length: side * side }, (_, i) => Math.sin(i * seed)),
  });
  const inside = Float32Array.from(ellipseMask(side, side, 0.35).data, (level) => level / 255);
  const weight = weighted ? { width: side, height: side, data: inside } : undefined;
  return {
    kernel: weighted ? 'local means of 3 planes' : 'blur 3 planes',
    size: `${side}, sigma ${sigma}`,
    bytes: 24 * side * side,
    make(kernels) {
      const planes = [1.1, 2.3, 3.7].map(plane);
      return { run: () => kernels.blurPlanes(planes, sigma, weight) };
    },
    rivals: {},
  };
}

function toneCase(label) {
  const { width, height } = sizes[label];
  const src = picture(width, height);
  return {
    kernel: 'measure tone',
    size: label,
    bytes: 16 * width * height,
    make(kernels) {
      const image = kernels.importImage(src);
      return { run: () => kernels.measureTone(image) };
    },
    rivals: {},
  };
}

/** A face as large as its crop. */
function faceChangeCase(kernel, label, change) {
  const { width, height } = sizes[label];
  const src = picture(width, height);
  const where = ellipseMask(width, height, 0.4);
  return {
    kernel,
    size: label,
    bytes: 8 * Math.PI * 0.4 ** 2 * width * height,
    make(kernels) {
      const image = kernels.importImage(src);
      const target = kernels.importImage(picture(width, height, 5));
      const mask = kernels.importMask(width, height, where.data);
      return { run: () => change(kernels, image, target, mask) };
    },
    rivals: {},
  };
}

const cell = (value) => ({ width: 2, height: 2, data: new Float32Array(4).fill(value) });
const slightly = [cell(1), cell(1), cell(1), cell(0.001), cell(0), cell(0)];

/** OpenCV solves another problem in the same box (its own pixels move too), so only the time is compared. */
function cloneCase(label) {
  const { width, height } = sizes[label];
  const under = picture(width, height, 1);
  const over = picture(width, height, 5);
  const where = ellipseMask(width, height, 0.45);
  return {
    kernel: 'Poisson clone',
    size: label,
    bytes: 13 * Math.PI * 0.45 ** 2 * width * height,
    target: 3,
    make(kernels) {
      const dst = kernels.importImage(under);
      const src = kernels.importImage(over);
      const mask = kernels.importMask(width, height, where.data);
      return { run: () => kernels.seamlessClone(dst, src, mask) };
    },
    rivals: {
      opencv: {
        op: 'clone',
        args: { centre: [width >> 1, height >> 1] },
        inputs: () => [pixelInput(over), pixelInput(under), maskInput(where)],
      },
    },
  };
}

/** Every kernel at every size that matters to it, with what OpenCV does for the same result. */
export function kernelCases() {
  return [
    ...warps,
    maskWarp,
    ...['640', '1080p', '4k'].map((label) => () => tensorCase(label)),
    warpTensorCase,
    ...['512', '1080p', '4k'].map((label) => () => fromTensorCase(label)),
    () => resizeCase('bilinear', '512 to 1024', sizes['512'], { width: 1024, height: 1024 }),
    () => resizeCase('bicubic', '512 to 1024', sizes['512'], { width: 1024, height: 1024 }),
    () => resizeCase('lanczos', '512 to 1024', sizes['512'], { width: 1024, height: 1024 }),
    ...['bilinear', 'bicubic', 'lanczos'].map(
      (filter) => () => resizeCase(filter, '1080p to 4k', sizes['1080p'], sizes['4k']),
    ),
    () => resizeCase('area', '1080p to 480x270', sizes['1080p'], { width: 480, height: 270 }),
    () => resizeCase('area', '4k to 1080p', sizes['4k'], sizes['1080p']),
    ...['512', '1080p', '4k'].map((label) => () => meshCase(label)),
    () => featherCase(512),
    () => featherCase(1024),
    () => featherCase(2048),
    () => windowCase('erode', 512),
    () => windowCase('erode', 1024),
    () => windowCase('erode', 2048),
    () => windowCase('dilate', 1024),
    ...['512', '1080p', '4k'].flatMap((label) =>
      ['min', 'multiply'].map((op) => () => combineCase(op, label)),
    ),
    ellipseCase,
    ...['512', '1080p', '4k'].map(
      (label) => () => colorCase('Reinhard colour transfer', 'transferColorMeanStd', 'reinhard', label, 3, 2),
    ),
    ...['512', '1080p', '4k'].map(
      (label) => () =>
        colorCase('LAB histogram match', 'transferColorHistogram', 'histogram_match', label, 1),
    ),
    ...['512', '1080p', '4k'].map((label) => () => sharpenCase(label)),
    ...['512', '1080p', '4k'].map((label) => () => blendCase(label)),
    () => cloneCase('512'),
    () => blurPlanesCase(3, false),
    () => blurPlanesCase(3, true),
    () => toneCase('512'),
    () => faceChangeCase('change tone', '512', (k, image, _, mask) => k.changeTone(image, slightly, mask)),
    () =>
      faceChangeCase('match grain', '512', (k, image, like, mask) =>
        k.matchGrain(image, like, mask, mask, 1),
      ),
    () => pasteCase('paste', {}),
    () => pasteCase('paste, other colours', { colors: { gain: [1.1, 1, 0.9], offset: [-5, 0, 5] } }),
    () => pasteCase('paste, half the rows', { rows: { from: 0, to: 540 } }),
  ];
}
