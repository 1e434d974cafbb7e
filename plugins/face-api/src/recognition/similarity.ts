/** Distance of two descriptors at which as many pairs of one person are refused as pairs of two are accepted: 3 % of each (LFW, 100 people). */
export const equalErrorDistance = 0.607;

/** Distance from which two people are clearly different: two different people lie 0.76 apart in the median. */
export const differentDistance = 1;

/** Euclidean distance. */
export function descriptorDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

/**
 * Likeness as a number that means the same for every recognizer: 1 at distance 0, 0.5 at the equal-error distance, 0 from where people are clearly
 * different; straight lines between. The same person on two photos (distance 0.42 in the median) comes out at 0.65, two people (0.76) at 0.31.
 */
export function similarityOfDistance(distance: number): number {
  const s =
    distance <= equalErrorDistance
      ? 1 - (0.5 * distance) / equalErrorDistance
      : (0.5 * (differentDistance - distance)) / (differentDistance - equalErrorDistance);
  return Math.max(0, s);
}

/** Cosine of two faceres descriptions at which as many pairs of one person are refused as pairs of two are accepted: 7 % of each (LFW, 100 people). */
export const equalErrorCosine = 0.522;

/** Cosine of two vectors, -1..1. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let [dot, p, q] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    p += a[i]! ** 2;
    q += b[i]! ** 2;
  }
  return p > 0 && q > 0 ? dot / Math.sqrt(p * q) : 0;
}

/** Likeness as {@link similarityOfDistance} has it: 1 at cosine 1, 0.5 at the equal-error cosine, 0 from cosine 0 down; straight lines between. */
export function similarityOfCosine(cosine: number): number {
  const s =
    cosine >= equalErrorCosine
      ? 0.5 + (0.5 * (cosine - equalErrorCosine)) / (1 - equalErrorCosine)
      : (0.5 * cosine) / equalErrorCosine;
  return Math.min(1, Math.max(0, s));
}
