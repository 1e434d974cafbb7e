/** A mask outside of the kernels' memory. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * OpenCV's Gaussian of `2 * radius + 1` taps: sigma is `0.3 * (radius - 1) + 0.8`, outside is mirrored without the edge pixel.
 * A mask is mostly flat, and flat parts stay as they are: only the surroundings of edges cost time.
 */
export function blurMask(mask: Raster, radius: number): void {
  if (radius === 0) return;
  const taps = gaussianTaps(radius);
  const { width, height, data } = mask;
  const line = new Float32Array(Math.max(width, height));
  for (let y = 0; y < height; y++) blurLine(data, y * width, 1, width, taps, line);
  for (let x = 0; x < width; x++) blurLine(data, x, width, height, taps, line);
}

function gaussianTaps(radius: number): Float64Array {
  const sigma = 0.3 * (radius - 1) + 0.8;
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

function blurLine(
  data: Float32Array,
  start: number,
  step: number,
  length: number,
  taps: Float64Array,
  line: Float32Array,
): void {
  const radius = (taps.length - 1) / 2;
  for (let i = 0; i < length; i++) line[i] = data[start + i * step]!;
  /** Where the line first differs from its value at `i`, looking right from there. */
  let change = 0;
  /** Where it last changed. */
  let changed = -Infinity;
  for (let i = 0; i < length; i++) {
    if (i > 0 && line[i] !== line[i - 1]) changed = i;
    if (change <= i) for (change = i + 1; change < length && line[change] === line[i];) change++;
    const flat = i - changed >= radius && (change === length || change - i > radius);
    if (flat) continue;
    let sum = 0;
    for (let t = -radius; t <= radius; t++) sum += taps[t + radius]! * line[mirror(i + t, length)]!;
    data[start + i * step] = sum;
  }
}

/** Reflection without the edge pixel: `c b a b c`. */
function mirror(i: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const at = ((i % period) + period) % period;
  return at < length ? at : period - at;
}
