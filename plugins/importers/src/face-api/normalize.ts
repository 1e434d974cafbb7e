import { binary } from '../nhwc/index.js';
import { floats, scalar, type GraphBuilder, type Value } from '../onnx/index.js';

/** The mean red, green and blue of VGGFace, as face-api subtracts them (`@vladmandic/face-api` src/xception/TinyXception.ts). */
const meanRgb = [122.782, 117.001, 104.298];

/** RGB 0..255 less the mean, over 255. */
export function lessMean(graph: GraphBuilder, picture: Value): Value {
  const centred = binary(graph, 'Sub', picture, graph.constant(floats(meanRgb), 'mean_rgb'));
  return binary(graph, 'Div', centred, graph.constant(scalar(255), 'range'));
}

/** RGB 0..255 to -1..1. */
export function toSignedUnit(graph: GraphBuilder, picture: Value): Value {
  const scaled = binary(graph, 'Div', picture, graph.constant(scalar(127.5), 'half_range'));
  return binary(graph, 'Sub', scaled, graph.constant(scalar(1), 'one'));
}
