import { toLevel, type Raster } from './raster.js';

/** Share of the measured excess sharpness that is taken away; more looks smeared. */
const blurShare = 0.8;
/** Blurs of one pixel a picture gets at most. */
const mostBlurs = 3;
/** Fewer pixels to measure on say nothing. */
const leastPixels = 256;
/** Bins per level, and levels, of the histogram a median is read from. */
const [binsPerLevel, mostLevels] = [32, 256];
/** Values looked at to find a deviation. */
const mostValues = 20_000;

/**
 * Matches the finest detail (about a pixel) of a picture's luma to another's, measured where `measured` is set: what is
 * sharper is blurred, what is smoother gets noise. Only the rows that `where` reaches are looked at.
 */
export function matchGrain(
  image: Raster,
  target: Raster,
  measured: Raster,
  where: Raster,
  strength: number,
): void {
  const { width } = image;
  const [first, end] = rowsOf(where);
  if (first >= end) return;
  const part = (data: Uint8Array, bytes: number): Uint8Array =>
    data.subarray(first * width * bytes, end * width * bytes);
  const [pixels, over] = [part(image.data, 4), part(measured.data, 1)];
  const fine = fineOf(lumaOf(pixels), width);
  const found = deviationOf(picked(over, fine));
  const wanted = deviationOf(picked(over, fineOf(lumaOf(part(target.data, 4)), width)));
  const change =
    found > wanted
      ? blurTo(fine, width, over, found - blurShare * (found - wanted), strength)
      : noiseOf(fine.length, width, over, strength * Math.sqrt(wanted * wanted - found * found));
  const within = part(where.data, 1);
  for (let i = 0; i < within.length; i++) {
    if (within[i] === 0) continue;
    for (let k = 4 * i; k < 4 * i + 3; k++) pixels[k] = toLevel(pixels[k]! + change[i]!);
  }
}

/** The rows from the first to after the last that hold anything. */
function rowsOf({ width, data }: Raster): readonly [first: number, end: number] {
  const first = data.findIndex((level) => level > 0);
  if (first < 0) return [0, 0];
  return [Math.floor(first / width), Math.floor(data.findLastIndex((level) => level > 0) / width) + 1];
}

/** Luma 0..255 (Rec. 709) of RGBA pixels. */
function lumaOf(pixels: Uint8Array): Float32Array {
  const out = new Float32Array(pixels.length / 4);
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.2126 * pixels[4 * i]! + 0.7152 * pixels[4 * i + 1]! + 0.0722 * pixels[4 * i + 2]!;
  }
  return out;
}

/** What a blur of one pixel takes away. */
function fineOf(values: Float32Array, width: number): Float32Array {
  return softened(values, width).map((soft, i) => values[i]! - soft);
}

/** A blur of one pixel by the binomial 1 4 6 4 1 both ways; outside counts as the nearest edge pixel. */
function softened(values: Float32Array, width: number): Float32Array {
  const height = values.length / width;
  const nearest = (at: number, count: number): number => (at < 0 ? 0 : at < count ? at : count - 1);
  const rows = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const at = (k: number): number => values[y * width + nearest(x + k, width)]!;
      rows[i] = (at(-2) + at(2) + 4 * (at(-1) + at(1)) + 6 * at(0)) / 16;
    }
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const at = (k: number): number => rows[nearest(y + k, height) * width + x]!;
      out[i] = (at(-2) + at(2) + 4 * (at(-1) + at(1)) + 6 * at(0)) / 16;
    }
  }
  return out;
}

/** The values where it is measured, evenly picked. */
function picked(measured: Uint8Array, values: Float32Array): Float32Array {
  const count = measured.reduce((sum, level) => sum + (level > 0 ? 1 : 0), 0);
  const step = Math.max(1, Math.ceil(count / mostValues));
  let seen = 0;
  return values.filter((_, i) => measured[i]! > 0 && seen++ % step === 0);
}

/** 1.4826 times the median size, read from a histogram: the deviation, were the values Gaussian. */
function deviationOf(values: Float32Array): number {
  if (values.length < leastPixels) return 0;
  const bins = new Int32Array(binsPerLevel * mostLevels);
  for (const value of values) bins[Math.min(bins.length - 1, Math.floor(binsPerLevel * Math.abs(value)))]!++;
  let below = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    const here = bins[bin]!;
    if (2 * (below + here) >= values.length) {
      return (1.4826 * (bin + (values.length / 2 - below) / here)) / binsPerLevel;
    }
    below += here;
  }
  return mostLevels;
}

/**
 * The change that brings the deviation down to `goal`: whole blurs of a pixel, then a share of one.
 * @param fine What a blur of one pixel takes away.
 * @param strength The share of the change that is made, 0..1.
 */
function blurTo(
  fine: Float32Array,
  width: number,
  measured: Uint8Array,
  goal: number,
  strength: number,
): Float32Array {
  const change = new Float32Array(fine.length);
  let from = fine;
  for (let blurs = 1; ; blurs++) {
    const finest = fineOf(from, width);
    const share = shareFor(picked(measured, from), picked(measured, finest), goal);
    for (let i = 0; i < change.length; i++) change[i]! -= strength * share * from[i]!;
    if (share < 1 || blurs === mostBlurs) return change;
    // What the next blur takes away is what this one left of it.
    const left = from;
    from = finest.map((value, i) => left[i]! - value);
  }
}

/** How much of a blur leaves the deviation `goal`, 0..1, in 64ths, none where blurring does not help; `finest` is what it takes from `fine`. */
function shareFor(fine: Float32Array, finest: Float32Array, goal: number): number {
  const enough = (share: number): boolean =>
    deviationOf(fine.map((value, i) => value - share * finest[i]!)) <= goal;
  if (!enough(1)) return deviationOf(fine.map((value, i) => value - finest[i]!)) < deviationOf(fine) ? 1 : 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < 6; step++) {
    const share = (low + high) / 2;
    if (enough(share)) high = share;
    else low = share;
  }
  return high;
}

/** Noise of the given deviation, finer than a blur of one pixel leaves; the same on every run. */
function noiseOf(length: number, width: number, measured: Uint8Array, deviation: number): Float32Array {
  const fine = fineOf(
    Float32Array.from({ length }, (_, i) => gaussian(i)),
    width,
  );
  // Of the noise, too, what counts is what another blur would take away.
  const found = deviationOf(picked(measured, fineOf(fine, width)));
  return fine.map((value) => (found > 0 ? (value * deviation) / found : 0));
}

/** Noise of deviation 1: four hashed bytes of the pixel's number, summed. */
function gaussian(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  const sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + ((h >>> 24) & 255);
  return (sum - 510) / 147.8;
}
