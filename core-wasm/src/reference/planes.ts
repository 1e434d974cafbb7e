import type { Plane } from '@facet/api';

export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

/** The mean of each block of `factor` x `factor` pixels (fewer at the right and bottom edges). */
export function reduce({ width, height, data }: Plane, factor: number): Plane {
  const out = createPlane(Math.ceil(width / factor), Math.ceil(height / factor));
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      const [right, bottom] = [Math.min(width, (x + 1) * factor), Math.min(height, (y + 1) * factor)];
      let sum = 0;
      for (let j = y * factor; j < bottom; j++) {
        for (let i = x * factor; i < right; i++) sum += data[j * width + i]!;
      }
      out.data[y * out.width + x] = sum / ((right - x * factor) * (bottom - y * factor));
    }
  }
  return out;
}

/** Undoes `reduce` smoothly: bilinear between the blocks' centres. */
export function enlarge(plane: Plane, factor: number, width: number, height: number): Plane {
  const out = createPlane(width, height);
  const row = new Float64Array(width);
  const columns = placesOn(plane.width, width, 1 / factor);
  const rows = placesOn(plane.height, height, 1 / factor);
  for (let y = 0; y < height; y++) {
    readRow(plane, rows[y]!, columns, row);
    out.data.set(row, y * width);
  }
  return out;
}

/** Where the centres of `count` pixels lie on `cells` cells, of which `scale` make a pixel; outside counts as the nearest cell. */
export function placesOn(cells: number, count: number, scale: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    Math.min(cells - 1, Math.max(0, (i + 0.5) * scale - 0.5)),
  );
}

/** Fills a row with a plane's values between its own, bilinear. */
export function readRow(
  { width, height, data }: Plane,
  y: number,
  columns: Float64Array,
  row: Float64Array,
): void {
  const top = Math.floor(y);
  const share = y - top;
  const [above, below] = [top * width, (top + 1 < height ? top + 1 : top) * width];
  for (let x = 0; x < row.length; x++) {
    const left = columns[x]! | 0;
    const right = left + 1 < width ? left + 1 : left;
    const part = columns[x]! - left;
    const upper = data[above + left]! + part * (data[above + right]! - data[above + left]!);
    const lower = data[below + left]! + part * (data[below + right]! - data[below + left]!);
    row[x] = upper + share * (lower - upper);
  }
}
