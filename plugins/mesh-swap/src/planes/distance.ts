import { createPlane, type Plane } from './plane.js';

/**
 * The distance in pixels from each pixel inside (value above 0.5) to the nearest one outside; 0 outside. Beyond the
 * picture's border counts as inside. Exact, linear in the pixels (P. Felzenszwalb and D. Huttenlocher, 2012): distances down
 * the columns first, then the lower envelope of the parabolas on them along each row.
 */
export function innerDistance(mask: Plane): Plane {
  return distances(mask, false);
}

/** The same from each pixel outside to the nearest one inside; 0 inside. */
export function outerDistance(mask: Plane): Plane {
  return distances(mask, true);
}

function distances(mask: Plane, outside: boolean): Plane {
  const { width, height } = mask;
  const out = createPlane(width, height);
  downColumns(mask, out.data, outside);
  const line = new Float64Array(width);
  const hull = new Int32Array(width);
  const breaks = new Float64Array(width + 1);
  for (let row = 0; row < out.data.length; row += width) envelope(out.data, row, width, line, hull, breaks);
  return out;
}

/** The distance of each pixel to the nearest one of the other kind in its column. */
function downColumns({ data, width }: Plane, out: Float32Array, outside: boolean): void {
  const far = width + data.length / width;
  for (let i = 0; i < data.length; i++) {
    if (data[i]! > 0.5 === outside) continue;
    out[i] = Math.min(far, (i < width ? far : out[i - width]!) + 1);
  }
  for (let i = data.length - width - 1; i >= 0; i--) {
    const below = out[i + width]! + 1;
    if (below < out[i]!) out[i] = below;
  }
}

/** Replaces a row of distances by those to the nearest pixel of any column. */
function envelope(
  data: Float32Array,
  start: number,
  count: number,
  line: Float64Array,
  hull: Int32Array,
  breaks: Float64Array,
): void {
  let first = 0;
  while (first < count && data[start + first] === 0) first++;
  if (first === count) return;
  let last = count - 1;
  while (data[start + last] === 0) last--;
  // The pixel at distance 0 on either side is all that counts from there.
  if (first > 0) first--;
  if (last < count - 1) last++;
  for (let q = first; q <= last; q++) line[q] = data[start + q]! * data[start + q]!;
  let k = 0;
  hull[0] = first;
  breaks[0] = -Infinity;
  for (let q = first + 1; q <= last; q++) {
    let cross = meet(line, q, hull[k]!);
    while (cross <= breaks[k]!) cross = meet(line, q, hull[--k]!);
    hull[++k] = q;
    breaks[k] = cross;
  }
  breaks[k + 1] = Infinity;
  k = 0;
  for (let q = first; q <= last; q++) {
    while (breaks[k + 1]! < q) k++;
    const across = q - hull[k]!;
    data[start + q] = Math.sqrt(across * across + line[hull[k]!]!);
  }
}

/** Where the parabola of `q` begins to lie below that of `p`. */
function meet(line: Float64Array, q: number, p: number): number {
  return (line[q]! + q * q - (line[p]! + p * p)) / (2 * (q - p));
}
