import { expect } from '@jest/globals';

/** What an original implementation answered: 64 values spread over the flat output, its largest magnitude and its norm. */
export interface GoldenOutput {
  readonly dims: readonly number[];
  readonly maxAbs: number;
  /** Euclidean. */
  readonly norm: number;
  readonly values: readonly number[];
}

/**
 * Expects every sampled value to lie within `tolerance * scale` of the golden, and the norm and the largest magnitude to agree as
 * well. `scale` is the golden's largest magnitude, or 1 where an output is a probability that may be far smaller.
 */
export function expectAgreement(
  found: { readonly dims: readonly number[]; readonly data: Float32Array },
  golden: GoldenOutput,
  tolerance: number,
  scale = golden.maxAbs,
): void {
  expect(found.dims).toEqual(golden.dims);
  const { data } = found;
  const { length } = golden.values;
  const differences = golden.values.map((value, i) =>
    Math.abs(value - data[Math.floor((i * data.length) / length)]!),
  );
  expect(Math.max(...differences)).toBeLessThan(tolerance * scale);
  const norm = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
  expect(Math.abs(norm - golden.norm)).toBeLessThan(tolerance * Math.max(golden.norm, scale));
  const maxAbs = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(Math.abs(maxAbs - golden.maxAbs)).toBeLessThan(tolerance * scale);
}
