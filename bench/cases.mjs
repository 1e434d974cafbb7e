import { sizes, areaOf, turned, onImage, onMask } from './case-parts.mjs';
import { boxMask, denseMask, ellipseMask, maskInput, picture, pixelInput } from './pictures.mjs';
import { planeCases } from './plane-cases.mjs';
import { warpCases } from './warp-cases.mjs';

/** Kernel size and sigma of insightface's feather for a face as large as the picture. */
function feathering(side) {
  const kernel = 2 * Math.floor(side / 10) + 1;
  return { kernel, sigma: 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8 };
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
    ...warpCases,
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
    ...planeCases,
    () => pasteCase('paste', {}),
    () => pasteCase('paste, other colours', { colors: { gain: [1.1, 1, 0.9], offset: [-5, 0, 5] } }),
    () => pasteCase('paste, half the rows', { rows: { from: 0, to: 540 } }),
  ];
}
