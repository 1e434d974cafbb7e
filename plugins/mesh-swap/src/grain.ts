/** Share of the measured excess sharpness that is taken away; more looks smeared. */
const blurShare = 0.8;
/** Blurs of one pixel a face gets at most. */
const mostBlurs = 3;
/** Fewer pixels of skin say nothing. */
const leastPixels = 16;

/**
 * Matches the finest detail (about a pixel) of a face's luma to the target's, measured on skin: a face that is
 * sharper is blurred, a smoother one gets noise. The noise is the same on every run.
 * @param pixels RGBA of the face, changed in place; its colours keep their differences.
 * @param target RGBA of the same size.
 * @param skin Above 0 where grain is measured.
 * @param where Pixels of 0 are left alone.
 */
export function matchGrain(
  pixels: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  skin: Uint8Array,
  where: Uint8Array,
  strength: number,
): void {
  if (strength <= 0) return;
  const luma = lumaOf(pixels);
  const fine = fineOf(luma, width);
  const found = deviationOf(over(skin, fine));
  const wanted = grainOf(lumaOf(target), width, skin);
  const change =
    found > wanted
      ? blurTo(fine, width, skin, found - blurShare * strength * (found - wanted))
      : noiseOf(luma.length, width, skin, strength * Math.sqrt(wanted * wanted - found * found));
  for (let i = 0, p = 0; i < luma.length; i++, p += 4) {
    if (where[i] === 0) continue;
    pixels[p]! += change[i]!;
    pixels[p + 1]! += change[i]!;
    pixels[p + 2]! += change[i]!;
  }
}

/** Luma 0..255 (Rec. 709) of RGBA pixels. */
export function lumaOf(pixels: Uint8ClampedArray): Float32Array {
  const out = new Float32Array(pixels.length / 4);
  for (let i = 0, p = 0; i < out.length; i++, p += 4) {
    out[i] = 0.2126 * pixels[p]! + 0.7152 * pixels[p + 1]! + 0.0722 * pixels[p + 2]!;
  }
  return out;
}

/** Robust deviation, over skin, of what a blur of one pixel takes away, in levels. */
export function grainOf(luma: Float32Array, width: number, skin: Uint8Array): number {
  return deviationOf(over(skin, fineOf(luma, width)));
}

/** What a blur of one pixel takes away. */
function fineOf(luma: Float32Array, width: number): Float32Array {
  const out = soften(luma, width);
  for (let i = 0; i < out.length; i++) out[i] = luma[i]! - out[i]!;
  return out;
}

/** Bins per level, and levels, of the histogram a median is read from. */
const [binsPerLevel, mostLevels] = [32, 64];

/** Values looked at to find a deviation. */
const mostValues = 20_000;

/** The values over skin, evenly picked. */
function over(skin: Uint8Array, fine: Float32Array): Float32Array {
  let count = 0;
  for (const inside of skin) count += inside > 0 ? 1 : 0;
  const step = Math.max(1, Math.ceil(count / mostValues));
  const out = new Float32Array(Math.ceil(count / step));
  for (let i = 0, seen = 0, k = 0; i < fine.length; i++) {
    if (skin[i]! > 0 && seen++ % step === 0) out[k++] = fine[i]!;
  }
  return out;
}

/** 1.4826 times the median size: the deviation, were the values Gaussian. */
function deviationOf(values: Float32Array): number {
  if (values.length < leastPixels) return 0;
  const bins = new Int32Array(binsPerLevel * mostLevels);
  for (const value of values) bins[Math.min(bins.length - 1, (binsPerLevel * Math.abs(value)) | 0)]!++;
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
 * The change that brings grain down to `goal`: whole blurs of a pixel, then a share of one.
 * @param fine What a blur of one pixel takes away.
 */
function blurTo(fine: Float32Array, width: number, skin: Uint8Array, goal: number): Float32Array {
  const change = new Float32Array(fine.length);
  let from = fine;
  for (let blurs = 1; ; blurs++) {
    const finest = fineOf(from, width);
    const share = shareFor(over(skin, from), over(skin, finest), goal);
    for (let i = 0; i < change.length; i++) change[i]! -= share * from[i]!;
    if (share < 1 || blurs === mostBlurs) return change;
    // What the next blur takes away is what this one left of it.
    for (let i = 0; i < finest.length; i++) finest[i] = from[i]! - finest[i]!;
    from = finest;
  }
}

/** How much of a blur leaves the deviation `goal`, 0..1; `finest` is what it takes from `fine`. */
function shareFor(fine: Float32Array, finest: Float32Array, goal: number): number {
  const left = new Float32Array(fine.length);
  let [low, high] = [0, 1];
  for (let step = 0; step < 7; step++) {
    const share = step === 0 ? 1 : (low + high) / 2;
    for (let i = 0; i < left.length; i++) left[i] = fine[i]! - share * finest[i]!;
    const enough = deviationOf(left) <= goal;
    if (step === 0 && !enough) return 1;
    if (enough) high = share;
    else low = share;
  }
  return high;
}

/** Noise of the given deviation, finer than a blur of one pixel leaves. */
function noiseOf(length: number, width: number, skin: Uint8Array, deviation: number): Float32Array {
  const white = new Float32Array(length);
  for (let i = 0; i < length; i++) white[i] = gaussian(i);
  const fine = fineOf(white, width);
  const found = grainOf(fine, width, skin);
  const scale = found > 0 ? deviation / found : 0;
  for (let i = 0; i < length; i++) fine[i]! *= scale;
  return fine;
}

/** A blur of one pixel by the binomial 1 4 6 4 1 both ways; outside counts as the nearest edge pixel. */
function soften(luma: Float32Array, width: number): Float32Array {
  const height = luma.length / width;
  const rows = new Float32Array(luma.length);
  const line = new Float32Array(width + 4);
  for (let row = 0; row < luma.length; row += width) {
    line.set(luma.subarray(row, row + width), 2);
    line.fill(luma[row]!, 0, 2);
    line.fill(luma[row + width - 1]!, width + 2);
    for (let x = 0; x < width; x++) {
      rows[row + x] =
        (line[x]! + line[x + 4]! + 4 * (line[x + 1]! + line[x + 3]!) + 6 * line[x + 2]!) * (1 / 16);
    }
  }
  const out = new Float32Array(luma.length);
  const rowAt = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  for (let y = 0; y < height; y++) {
    const [a, b, c, d, e] = [rowAt(y - 2), rowAt(y - 1), y * width, rowAt(y + 1), rowAt(y + 2)];
    for (let x = 0; x < width; x++) {
      out[c + x] =
        (rows[a + x]! + rows[e + x]! + 4 * (rows[b + x]! + rows[d + x]!) + 6 * rows[c + x]!) * (1 / 16);
    }
  }
  return out;
}

/** Deterministic noise of deviation 1: four hashed bytes of the pixel's number, summed. */
function gaussian(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  const sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + ((h >>> 24) & 255);
  return (sum - 510) / 147.8;
}
