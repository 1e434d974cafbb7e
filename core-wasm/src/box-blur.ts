/** Blurs smaller than this leave a plane as it is. */
const leastSigma = 0.3;
/** Blocks a standard deviation spans where weighted means are computed on blocks. */
const blocksPerSigma = 2.5;

/** How a plane is blurred by three boxes. */
export interface BoxBlur {
  /** Side of the blocks it is computed on, in pixels. */
  readonly factor: number;
  /** Values that a box counts in full on either side; below 0 nothing is blurred. */
  readonly whole: number;
  /** What the next value counts. */
  readonly part: number;
}

/**
 * The boxes whose variances add up to that of a Gaussian: their fractional width meets any sigma (P. Gwosdek et al., 2011).
 * @param weighted Wide weighted means are computed on blocks.
 */
export function boxBlurOf(sigma: number, weighted: boolean): BoxBlur {
  const factor = weighted ? Math.max(1, Math.floor(sigma / blocksPerSigma)) : 1;
  if (sigma < leastSigma) return { factor, whole: -1, part: 0 };
  // The blocks and the way back blur by themselves: about a twelfth and a sixth of a block, squared.
  const variance = ((sigma / factor) ** 2 - (factor === 1 ? 0 : 0.25)) / 3;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const part = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return { factor, whole, part };
}
