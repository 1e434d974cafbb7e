import type { Plane } from './lab.js';

/** A Gaussian blur of `sigma` pixels, cut off at three sigma; outside counts as the nearest edge pixel. */
export function gaussian(plane: Plane, sigma: number): Plane {
  if (sigma < 0.2) return plane;
  const { width, height } = plane;
  const radius = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  kernel.forEach((weight, i) => (kernel[i] = weight / sum));
  const rows = new Float32Array(width * height);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) along(plane.data, rows, y * width, 1, width, kernel, radius);
  for (let x = 0; x < width; x++) along(rows, out, x, width, height, kernel, radius);
  return { width, height, data: out };
}

function along(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  kernel: Float64Array,
  radius: number,
): void {
  const line = new Float64Array(count + 2 * radius);
  for (let i = 0; i < line.length; i++) {
    line[i] = from[start + Math.min(count - 1, Math.max(0, i - radius)) * step]!;
  }
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * line[i + k]!;
    to[start + i * step] = sum;
  }
}
