/** One channel of a picture, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * The guided filter (K. He, J. Sun, X. Tang, "Guided Image Filtering", 2010): around each pixel, `plane` is taken for a
 * linear function of `guide`. Where the guide varies by less than `noise`, the result is the mean; where it varies by more, the plane itself.
 * A few additions per pixel, whatever the radius.
 */
export function guidedFilter(plane: Plane, guide: Plane, radius: number, noise: number): Plane {
  const mean = boxMean(plane, radius);
  const guideMean = boxMean(guide, radius);
  const products = boxMean(
    combine(plane, guide, (p, g) => p * g),
    radius,
  );
  const squares = boxMean(
    combine(guide, guide, (p, g) => p * g),
    radius,
  );
  const slope = new Float32Array(plane.data.length);
  const offset = new Float32Array(plane.data.length);
  for (let i = 0; i < slope.length; i++) {
    const m = mean.data[i] ?? 0;
    const g = guideMean.data[i] ?? 0;
    const covariance = (products.data[i] ?? 0) - m * g;
    const variance = (squares.data[i] ?? 0) - g * g;
    slope[i] = covariance / (variance + noise * noise + 1e-6);
    offset[i] = m - (slope[i] ?? 0) * g;
  }
  const slopes = boxMean({ ...plane, data: slope }, radius);
  const offsets = boxMean({ ...plane, data: offset }, radius);
  return combine(
    combine(slopes, guide, (a, g) => a * g),
    offsets,
    (p, b) => p + b,
  );
}

function combine(a: Plane, b: Plane, operation: (a: number, b: number) => number): Plane {
  return { ...a, data: a.data.map((value, i) => operation(value, b.data[i] ?? 0)) };
}

/** The mean over a square of `2 * radius + 1` pixels; what lies outside does not count. */
function boxMean({ width, height, data }: Plane, radius: number): Plane {
  const rows = new Float32Array(data.length);
  for (let y = 0; y < height; y++) averageLine(data, rows, y * width, 1, width, radius);
  const result = new Float32Array(data.length);
  for (let x = 0; x < width; x++) averageLine(rows, result, x, width, height, radius);
  return { width, height, data: result };
}

function averageLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = 0;
  for (let i = -radius; i < length; i++) {
    const entering = i + radius;
    const leaving = i - radius - 1;
    if (entering < length) {
      sum += from[start + entering * step] ?? 0;
      count++;
    }
    if (leaving >= 0) {
      sum -= from[start + leaving * step] ?? 0;
      count--;
    }
    if (i >= 0) to[start + i * step] = sum / count;
  }
}
