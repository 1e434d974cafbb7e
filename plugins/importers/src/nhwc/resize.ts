import { floats, type GraphBuilder, type Value } from '../onnx/index.js';
import { inNchw } from './layout.js';
import type { Pair } from './window.js';

/** Bilinear resize of an NHWC picture to a fixed size, sampling at half-pixel centres. */
export function resizeBilinear(graph: GraphBuilder, x: Value, size: Pair, name = 'Resize'): Value {
  const [batch = null, , , channels = null] = x.dims;
  const none = graph.constant(floats([]), 'none');
  return inNchw(graph, x, [batch, ...size, channels], (nchw) =>
    graph.node('Resize', [nchw, none, none, graph.integers(size)], {
      dims: [batch, channels, ...size],
      attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel', axes: [2, 3] },
      name,
    }),
  );
}

/** Repeats every pixel `factor` times in each direction. */
export function repeatPixels(graph: GraphBuilder, x: Value, factor: Pair, name = 'Resize'): Value {
  const [batch = null, height = null, width = null, channels = null] = x.dims;
  const size = [times(height, factor[0]), times(width, factor[1])];
  const none = graph.constant(floats([]), 'none');
  return inNchw(graph, x, [batch, ...size, channels], (nchw) =>
    graph.node('Resize', [nchw, none, graph.constant(floats(factor), 'factor')], {
      dims: [batch, channels, ...size],
      attributes: {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
        axes: [2, 3],
      },
      name,
    }),
  );
}

function times(size: number | null, factor: number): number | null {
  return size === null ? null : size * factor;
}
