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
