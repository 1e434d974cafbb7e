import { permuted, reshaped, type Dim, type GraphBuilder, type Tensor, type Value } from '../onnx/index.js';
import { inNchw } from './layout.js';
import { windowShape, type Pair, type Padding } from './window.js';

export interface ConvOptions {
  /** [height, width]. */
  readonly strides: Pair;
  readonly dilations?: Pair;
  readonly padding: Padding;
  /** One value per output channel. */
  readonly bias?: Value | undefined;
  readonly name?: string;
}

/** Convolution of an NHWC picture with a kernel `[height, width, in, out]`. */
export function conv2d(graph: GraphBuilder, x: Value, kernel: Tensor, options: ConvOptions): Value {
  const [height, width, inputs, outputs] = kernel.dims as [number, number, number, number];
  const channels = x.dims[3] ?? inputs;
  if (inputs < 1 || channels % inputs !== 0)
    throw new Error(`a kernel for ${inputs} channels meets ${channels}`);
  return conv(graph, x, permuted(kernel, [3, 2, 0, 1]), outputs, [height, width], channels / inputs, options);
}

/** Convolution of each channel by itself, kernel `[height, width, channels, multiplier]`. */
export function depthwiseConv2d(graph: GraphBuilder, x: Value, kernel: Tensor, options: ConvOptions): Value {
  const [height, width, channels, multiplier] = kernel.dims as [number, number, number, number];
  if (x.dims[3] !== channels)
    throw new Error(`a kernel for ${channels} channels meets ${x.dims[3] ?? 'an open number'}`);
  const weights = reshaped(permuted(kernel, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
  return conv(graph, x, weights, channels * multiplier, [height, width], channels, options);
}

function conv(
  graph: GraphBuilder,
  x: Value,
  weights: Tensor,
  outputs: number,
  kernel: Pair,
  group: number,
  options: ConvOptions,
): Value {
  const shape = windowShape(x.dims, { kernel, ...options });
  const name = options.name ?? 'Conv';
  const inputs = [graph.constant(weights, `${name}_weights`), ...(options.bias ? [options.bias] : [])];
  const batch: Dim = x.dims[0] ?? null;
  return inNchw(graph, x, [batch, ...shape.size, outputs], (nchw) =>
    graph.node('Conv', [nchw, ...inputs], {
      dims: [batch, outputs, ...shape.size],
      attributes: { ...shape.attributes, group },
      name,
    }),
  );
}
