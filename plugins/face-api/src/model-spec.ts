import type { TensorSpec } from '@facet/api';

/** The layout every face-api model reads: a square of interleaved RGB, 0..255; mean and scale are part of the graphs. */
export function squareRgb(side: number): TensorSpec {
  return {
    width: side,
    height: side,
    layout: 'hwc',
    order: 'rgb',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
}
