import { batchNorm, clip, conv2d, depthwiseConv2d, type Pair } from '../nhwc/index.js';
import { GraphBuilder, type Value } from '../onnx/index.js';
import { toSignedUnit } from './normalize.js';
import type { NetworkWeights } from './network-weights.js';
import { ssdOutputs } from './ssd-outputs.js';

const stridedLayers: ReadonlySet<number> = new Set([2, 4, 6, 12]);
const epsilon = 0.0010000000474974513;

/**
 * MobileNet v1 with six box predictors (`@vladmandic/face-api` src/ssdMobilenetv1). Input `[batch, 512, 512, 3]` RGB 0..255;
 * outputs `boxes [batch, 5118, 4]` as top, left, bottom, right in parts of the picture, and `scores [batch, 5118]` in 0..1.
 */
export function ssdMobilenetV1(weights: NetworkWeights): Uint8Array {
  const graph = new GraphBuilder(['boxes', 'scores']);
  const pointwise = (x: Value, name: string, stride: number): Value => {
    const bias = graph.constant(weights.tensor(`${name}/convolution_bn_offset`, 1), `${name}/bias`);
    const options = { strides: [stride, stride], padding: 'same', bias, name } as const;
    return clip(graph, conv2d(graph, x, weights.tensor(`${name}/weights`, 4), options), 0, 6);
  };

  let x = toSignedUnit(graph, graph.input('input', [null, 512, 512, 3]));
  x = pointwise(x, 'MobilenetV1/Conv2d_0_pointwise', 2);
  const features: Value[] = [];
  for (let layer = 1; layer <= 13; layer += 1) {
    const strides: Pair = stridedLayers.has(layer) ? [2, 2] : [1, 1];
    x = depthwise(graph, weights, x, `MobilenetV1/Conv2d_${layer}_depthwise`, strides);
    x = pointwise(x, `MobilenetV1/Conv2d_${layer}_pointwise`, 1);
    if (layer === 11 || layer === 13) features.push(x);
  }
  for (let layer = 0; layer < 8; layer += 1) {
    const strided = layer % 2 === 1;
    x = pointwise(x, `Prediction/Conv2d_${layer}_pointwise`, strided ? 2 : 1);
    if (strided) features.push(x);
  }
  const { boxes, scores } = ssdOutputs(graph, weights, features);
  graph.output(boxes, 'boxes');
  graph.output(scores, 'scores');
  return graph.build('ssd-mobilenetv1');
}

function depthwise(
  graph: GraphBuilder,
  weights: NetworkWeights,
  x: Value,
  name: string,
  strides: Pair,
): Value {
  const conv = depthwiseConv2d(graph, x, weights.tensor(`${name}/depthwise_weights`, 4), {
    strides,
    padding: 'same',
    name,
  });
  const part = (key: string): Value =>
    graph.constant(weights.tensor(`${name}/BatchNorm/${key}`, 1), `${name}/${key}`);
  const norm = {
    scale: part('gamma'),
    offset: part('beta'),
    mean: part('moving_mean'),
    variance: part('moving_variance'),
    epsilon,
  };
  return clip(graph, batchNorm(graph, conv, norm), 0, 6);
}
