import { sizes } from './case-parts.mjs';
import { ellipseMask, picture } from './pictures.mjs';

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

/** The kernels on planes, tone and grain. OpenCV has nothing like them. */
export const planeCases = [
  () => blurPlanesCase(3, false),
  () => blurPlanesCase(3, true),
  () => toneCase('512'),
  () => faceChangeCase('change tone', '512', (k, image, _, mask) => k.changeTone(image, slightly, mask)),
  () =>
    faceChangeCase('match grain', '512', (k, image, like, mask) => k.matchGrain(image, like, mask, mask, 1)),
];
