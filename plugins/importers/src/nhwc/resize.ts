import { floats, type Dim, type GraphBuilder, type Value } from '../onnx/index.js';
import { inNchw } from './layout.js';
import type { Pair } from './window.js';

/** Bilinear resize of an NHWC picture of a fixed size, sampling at half-pixel centres. */
export function resizeBilinear(graph: GraphBuilder, x: Value, size: Pair, name = 'Resize'): Value {
  const [, height = null, width = null] = x.dims;
  if (height === null || width === null) throw new Error('the picture has an open size');
  const factor: Pair = [factorFor(height, size[0]), factorFor(width, size[1])];
  return resize(
    graph,
    x,
    factor,
    size,
    { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
    name,
  );
}

/** Repeats every pixel `factor` times in each direction. */
export function repeatPixels(graph: GraphBuilder, x: Value, factor: Pair, name = 'Resize'): Value {
  const [, height = null, width = null] = x.dims;
  const size = [times(height, factor[0]), times(width, factor[1])] as const;
  const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  return resize(graph, x, factor, size, attributes, name);
}

/**
 * All four factors are written out: with the shorter form (`axes`), onnxruntime 1.30 moves transposes across without
 * reordering them and fails.
 */
function resize(
  graph: GraphBuilder,
  x: Value,
  factor: Pair,
  size: readonly [Dim, Dim],
  attributes: Readonly<Record<string, string>>,
  name: string,
): Value {
  const [batch = null, , , channels = null] = x.dims;
  const inputs = [
    graph.constant(floats([]), 'none'),
    graph.constant(floats([1, 1, ...factor]), `${name}_factors`),
  ];
  return inNchw(graph, x, [batch, ...size, channels], (nchw) =>
    graph.node('Resize', [nchw, ...inputs], { dims: [batch, channels, ...size], attributes, name }),
  );
}

/** The float32 factor that arrives at a size when the product is rounded down. */
function factorFor(from: number, to: number): number {
  const factor = Math.fround(to / from);
  return Math.floor(from * factor) === to ? factor : Math.fround(factor * (1 + 2 ** -22));
}

function times(size: Dim, factor: number): Dim {
  return size === null ? null : size * factor;
}
