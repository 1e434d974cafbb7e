/** A box filter of `2 * radius + 1` full taps and one part tap at each end. */
export interface ExtendedBox {
  readonly radius: number;
  /** Weight of the two outermost taps against a full one, 0..1. */
  readonly outer: number;
  /** What the weighted sum is multiplied by so that the weights add up to 1. */
  readonly gain: number;
}

/**
 * The extended box whose `passes`-fold application has exactly the variance of a Gaussian of the given sigma
 * (P. Gwosdek, S. Grewenig, A. Bruhn, J. Weickert: Theoretical foundations of Gaussian convolution by extended box filtering, 2011).
 */
export function boxOf(sigma: number, passes: number): ExtendedBox {
  const variance = sigma ** 2 / passes;
  const radius = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const outer =
    ((2 * radius + 1) * (radius * (radius + 1) - 3 * variance)) / (6 * (variance - (radius + 1) ** 2));
  return { radius, outer, gain: 1 / (2 * radius + 1 + 2 * outer) };
}
