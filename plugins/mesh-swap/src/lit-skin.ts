import { fitSamples, pickSamples, type Harmonics, type Samples } from './mesh/harmonics.js';
import type { Plane } from './planes/plane.js';

/** Lighter than the shading says is a highlight more often than a thing: counts by this share. */
const lighterShare = 0.4;
/** Rounds of reweighting, and how much skin counts besides the middle of the face. */
const [rounds, besides] = [5, 0.3];

/** What skin looks like in a light: harmonics of lightness, chroma a and chroma b, and what is left over by deviation. */
export interface LitSkin {
  readonly coefficients: readonly Float64Array[];
  readonly units: readonly number[];
}

/**
 * Fits lit skin in five rounds, each trusting less what the one before could not explain.
 * @param planes Lightness, chroma a and chroma b.
 * @param skin Above 0 where skin may be seen.
 * @param core 0..1: where skin is, in the middle of the face.
 * @param leastDeviation What each plane varies by on skin at least.
 */
export function litSkin(
  harmonics: Harmonics,
  planes: readonly Plane[],
  skin: Plane,
  core: Plane,
  leastDeviation: readonly number[],
): LitSkin {
  const samples = pickSamples(harmonics, skin);
  const { at } = samples;
  const inCore = new Float64Array(at.length);
  for (let s = 0; s < at.length; s++) inCore[s] = core.data[at[s]!]!;
  let weights = inCore;
  let lit: LitSkin = { coefficients: [], units: [] };
  const rests = planes.map(() => new Float64Array(at.length));
  for (let round = 0; round < rounds; round++) {
    const [count, ridge] = round === 0 ? [4, 0.05] : [9, 0.01];
    const coefficients = fitSamples(samples, planes, weights, ridge, count);
    const units = coefficients.map((found, k) => {
      leaveRest(samples, planes[k]!, found, rests[k]!);
      return Math.max(leastDeviation[k]!, spread(rests[k]!, inCore));
    });
    lit = { coefficients, units };
    weights = weightsOf(rests, units, inCore);
  }
  return lit;
}

/** How far a rest is from lit skin, in deviations; `plane` 0 is lightness. */
export function deviationOf(rest: number, unit: number, plane: number): number {
  return (rest / unit) * (plane === 0 && rest > 0 ? lighterShare : 1);
}

/** What each sample counts in the next round: the less, the farther it is from lit skin. */
function weightsOf(
  rests: readonly Float64Array[],
  units: readonly number[],
  inCore: Float64Array,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(inCore.length);
  rests.forEach((rest, k) => addSquares(out, rest, units[k]!, k));
  for (let s = 0; s < out.length; s++) {
    out[s] = (besides + (1 - besides) * inCore[s]!) / (1 + out[s]! / 4) ** 2;
  }
  return out;
}

function addSquares(to: Float64Array, rest: Float64Array, unit: number, plane: number): void {
  for (let s = 0; s < to.length; s++) to[s]! += deviationOf(rest[s]!, unit, plane) ** 2;
}

/** What a fit does not explain at the samples. */
function leaveRest({ at, basis }: Samples, plane: Plane, fit: Float64Array, rest: Float64Array): void {
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, c8 = 0] = fit;
  for (let s = 0, b = 0; s < at.length; s++, b += 9) {
    rest[s] =
      plane.data[at[s]!]! -
      (c0 * basis[b]! +
        c1 * basis[b + 1]! +
        c2 * basis[b + 2]! +
        c3 * basis[b + 3]! +
        c4 * basis[b + 4]! +
        c5 * basis[b + 5]! +
        c6 * basis[b + 6]! +
        c7 * basis[b + 7]! +
        c8 * basis[b + 8]!);
  }
}

/** Robust deviation over the samples where `region` is above 0. */
function spread(rest: Float64Array, region: Float64Array): number {
  const sizes = new Float64Array(rest.length);
  let count = 0;
  for (let s = 0; s < rest.length; s++) if (region[s]! > 0) sizes[count++] = Math.abs(rest[s]!);
  return count > 0 ? 1.4826 * sizes.subarray(0, count).sort()[count >> 1]! : 0;
}
