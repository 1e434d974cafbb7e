import { resizeBilinear, zeroPad } from '../../nhwc/index.js';
import type { Emit } from '../operation.js';

const emitResizeBilinear: Emit = (graph, operation) => {
  if (operation.attributes.flag('align_corners') || !operation.attributes.flag('half_pixel_centers')) {
    return operation.fail('only half-pixel centres can be converted');
  }
  const [height = 0, width = 0] = operation.integers(1);
  return resizeBilinear(graph, operation.ranked(0, 4), [height, width], operation.name);
};

const emitPad: Emit = (graph, operation) => {
  const flat = operation.integers(1);
  const x = operation.input(0);
  if (flat.length !== x.dims.length * 2)
    return operation.fail(`it pads ${flat.length / 2} axes of ${x.dims.length}`);
  const pads = x.dims.map((_, axis) => [flat[axis * 2]!, flat[axis * 2 + 1]!] as const);
  return zeroPad(graph, x, pads, operation.name);
};

export const pictureOps: Readonly<Record<string, Emit>> = {
  ResizeBilinear: emitResizeBilinear,
  Pad: emitPad,
};
