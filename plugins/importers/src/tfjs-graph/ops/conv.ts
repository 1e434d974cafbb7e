import {
  conv2d,
  convTranspose2d,
  depthwiseConv2d,
  type ConvOptions,
  type Padding,
} from '../../nhwc/index.js';
import type { GraphBuilder, Value } from '../../onnx/index.js';
import type { Emit, Operation } from '../operation.js';
import { applyFused, fusedSteps } from './fused.js';

const emitConv: Emit = (graph, operation) => convolve(graph, operation, conv2d);
const emitDepthwise: Emit = (graph, operation) => convolve(graph, operation, depthwiseConv2d);

const emitBackpropInput: Emit = (graph, operation) => {
  const [, height = 0, width = 0] = operation.integers(0);
  const padding = windowPadding(operation);
  if (typeof padding !== 'string') return operation.fail('explicit padding cannot be converted');
  const x = operation.ranked(2, 4);
  if (x.dims[1] === null || x.dims[2] === null) return operation.fail('its input must have a fixed size');
  return convTranspose2d(graph, x, operation.tensor(1, 4), {
    strides: operation.attributes.spatial('strides'),
    padding,
    size: [height, width],
    name: operation.name,
  });
};

function convolve(graph: GraphBuilder, operation: Operation, conv: typeof conv2d): Value {
  const fused = fusedSteps(operation);
  const options: ConvOptions = {
    strides: operation.attributes.spatial('strides'),
    dilations: operation.attributes.spatial('dilations'),
    padding: windowPadding(operation),
    bias: fused.bias ? operation.input(2) : undefined,
    name: operation.name,
  };
  return applyFused(
    graph,
    operation,
    conv(graph, operation.ranked(0, 4), operation.tensor(1, 4), options),
    fused,
  );
}

/** The padding of a convolution or pooling; TensorFlow's explicit one lists [before, after] for N, H, W and C. */
export function windowPadding(operation: Operation): Padding {
  if (operation.attributes.text('data_format', 'NHWC') !== 'NHWC')
    return operation.fail('its data format is not NHWC');
  const padding = operation.attributes.text('padding', 'VALID');
  if (padding === 'SAME') return 'same';
  if (padding === 'VALID') return 'valid';
  const [, , top = 0, bottom = 0, left = 0, right = 0] = operation.attributes.integers('explicit_paddings');
  return [top, left, bottom, right];
}

export const convOps: Readonly<Record<string, Emit>> = {
  Conv2D: emitConv,
  _FusedConv2D: emitConv,
  DepthwiseConv2dNative: emitDepthwise,
  FusedDepthwiseConv2dNative: emitDepthwise,
  Conv2DBackpropInput: emitBackpropInput,
};
