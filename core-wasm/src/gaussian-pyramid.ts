/** How a Gaussian blur along one axis is made: a line is halved `levels` times, convolved, and doubled as often. */
export interface GaussianPyramid {
  readonly levels: number;
  /** Weights of the convolution: the middle, then each distance from it, the same on both sides. They add up to 1. */
  readonly weights: readonly number[];
}

/**
 * Least variance of the convolution on the smallest picture. Below, the detail that halving folds into coarser waves would
 * show: from here on a mask of black and white, whatever its shape, ends within 2.5 levels of the true Gaussian, and an edge
 * within 1.3.
 */
const leastVariance = 1;

/**
 * The pyramid for a sigma in pixels along lines of `length` pixels. Halving by [1 3 3 1] / 8 adds 3/4 to the variance, in
 * pixels of the larger line, and so does doubling by [1 3 3 1] / 4; the first halving of an odd line, by [1 4 6 4 1] / 16,
 * and its doubling add 1 each. The convolution adds the rest. Its taps reach to three sigmas, as OpenCV's do for bytes.
 * How often a line is halved does not depend on its length, so that both axes of a picture agree.
 */
export function gaussianPyramid(sigma: number, length: number): GaussianPyramid {
  let levels = 0;
  while (remaining(sigma ** 2, levels + 1) >= leastVariance) levels++;
  const odd = levels > 0 && length % 2 === 1;
  const variance = remaining(sigma ** 2 - (odd ? 0.5 : 0), levels);
  const reach = Math.max(1, Math.round(3 * Math.sqrt(variance)));
  const heights = Array.from({ length: reach + 1 }, (_, distance) =>
    Math.exp(-(distance ** 2) / (2 * variance)),
  );
  const sum = heights.reduce((total, height) => total + 2 * height, -heights[0]!);
  return { levels, weights: heights.map((height) => height / sum) };
}

/** What halving and doubling an even line `levels` times leaves of a variance, in pixels of the smallest line. */
function remaining(variance: number, levels: number): number {
  const share = 4 ** levels;
  return (variance - (share - 1) / 2) / share;
}
