import { tinyOnnx } from '@facet/testing';

const side = 16;
const weights = Float32Array.from({ length: 4 * 3 * 3 * 3 }, (_, i) => Math.sin(i));

/** A convolution and a ReLU; small, yet real work for a device. */
export const convModel = tinyOnnx({
  inputs: [{ name: 'x', dims: ['batch', 3, side, side] }],
  outputs: [{ name: 'y', dims: ['batch', 4, side, side] }],
  nodes: [
    {
      op: 'Conv',
      inputs: ['x', 'w'],
      outputs: ['c'],
      attributes: { pads: [1, 1, 1, 1], kernel_shape: [3, 3] },
    },
    { op: 'Relu', inputs: ['c'], outputs: ['y'] },
  ],
  constants: [{ name: 'w', dims: [4, 3, 3, 3], data: weights }],
});

export const convInput = {
  dims: [1, 3, side, side],
  data: Float32Array.from({ length: 3 * side * side }, (_, i) => Math.cos(i / 7)),
};
