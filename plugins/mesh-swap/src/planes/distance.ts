import { createPlane, type Plane } from './plane.js';

/**
 * The distance in pixels from each pixel inside (value above 0.5) to the nearest one outside; 0 outside. Beyond the
 * picture's border counts as inside. Exact, linear in the pixels (P. Felzenszwalb and D. Huttenlocher, 2012).
 */
export function innerDistance(mask: Plane): Plane {
  const { width, height } = mask;
  const far = (width + height) ** 2;
  const out = createPlane(width, height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = mask.data[i]! > 0.5 ? far : 0;
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  const hull = new Int32Array(longest);
  const breaks = new Float64Array(longest + 1);
  for (let x = 0; x < width; x++) envelope(out.data, x, width, height, line, hull, breaks);
  for (let y = 0; y < height; y++) envelope(out.data, y * width, 1, width, line, hull, breaks);
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.sqrt(out.data[i]!);
  return out;
}

/** Replaces a row or column of squared distances by the lower envelope of the parabolas on them. */
function envelope(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  line: Float64Array,
  hull: Int32Array,
  breaks: Float64Array,
): void {
  for (let i = 0; i < count; i++) line[i] = data[start + i * step]!;
  let k = 0;
  hull[0] = 0;
  breaks[0] = -Infinity;
  breaks[1] = Infinity;
  for (let q = 1; q < count; q++) {
    let cross = meet(line, q, hull[k]!);
    while (cross <= breaks[k]!) cross = meet(line, q, hull[--k]!);
    hull[++k] = q;
    breaks[k] = cross;
    breaks[k + 1] = Infinity;
  }
  k = 0;
  for (let q = 0; q < count; q++) {
    while (breaks[k + 1]! < q) k++;
    data[start + q * step] = (q - hull[k]!) ** 2 + line[hull[k]!]!;
  }
}

/** Where the parabola of `q` begins to lie below that of `p`. */
function meet(line: Float64Array, q: number, p: number): number {
  return (line[q]! + q * q - (line[p]! + p * p)) / (2 * (q - p));
}
