import type { TensorSpec } from '@facet/api';

/** The layout every MediaPipe face model reads: a square of interleaved RGB. */
export function squareRgb(side: number, range: '0..1' | '-1..1'): TensorSpec {
  const centre = range === '0..1' ? 0 : 127.5;
  const spread = range === '0..1' ? 255 : 127.5;
  return {
    width: side,
    height: side,
    layout: 'hwc',
    order: 'rgb',
    scale: 1,
    mean: [centre, centre, centre],
    std: [spread, spread, spread],
  };
}

/** The logistic function, for logits of any size. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-Math.max(-100, Math.min(100, logit))));
}
