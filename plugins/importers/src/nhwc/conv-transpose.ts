import { permuted, type GraphBuilder, type Tensor, type Value } from '../onnx/index.js';
import { inNchw } from './layout.js';
import { split, type Pair } from './window.js';

export interface ConvTransposeOptions {
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  /** Height and width of the result. */
  readonly size: Pair;
  readonly name?: string;
}

/**
 * The gradient of a convolution by its input (TensorFlow's Conv2DBackpropInput), kernel `[height, width, out, in]`.
 * The pads are those of the forward convolution, so they are written out; what they leave over is `output_padding`.
 */
export function convTranspose2d(
  graph: GraphBuilder,
  x: Value,
  kernel: Tensor,
  options: ConvTransposeOptions,
): Value {
  const [height, width, outputs] = kernel.dims as [number, number, number, number];
  const spans = [height, width] as const;
  const axes = ([0, 1] as const).map((axis) => {
    const full = ((x.dims[axis + 1] ?? 1) - 1) * options.strides[axis] + spans[axis];
    const surplus = full - options.size[axis];
    return {
      pads: options.padding === 'same' ? split(Math.max(surplus, 0)) : ([0, 0] as const),
      missing: Math.max(-surplus, 0),
    };
  });
  const [vertical, horizontal] = axes as [(typeof axes)[number], (typeof axes)[number]];
  const batch = x.dims[0] ?? null;
  const weights = graph.constant(
    permuted(kernel, [3, 2, 0, 1]),
    `${options.name ?? 'ConvTranspose'}_weights`,
  );
  return inNchw(graph, x, [batch, ...options.size, outputs], (nchw) =>
    graph.node('ConvTranspose', [nchw, weights], {
      dims: [batch, outputs, ...options.size],
      attributes: {
        kernel_shape: [height, width],
        strides: options.strides,
        pads: [vertical.pads[0], horizontal.pads[0], vertical.pads[1], horizontal.pads[1]],
        output_padding: [vertical.missing, horizontal.missing],
      },
      name: options.name ?? 'ConvTranspose',
    }),
  );
}
