import { emptyPlane, recycle, type Box, type Plane } from './plane.js';

/**
 * 1 within `distance` pixels of a pixel whose value is above 0.5, else 0: the distance is the exact one, and what lies beyond the
 * picture counts as nothing. Distances down the columns first, of which each says how far it reaches along its row.
 */
export function grow(mask: Plane, distance: number): Plane {
  return near(mask, distance, true);
}

/** What is left of a mask after so many pixels along its border are taken away, 0/1. */
export function shrink(mask: Plane, distance: number): Plane {
  const out = near(mask, distance, false);
  for (let i = 0; i < out.data.length; i++) out.data[i] = 1 - out.data[i]!;
  return out;
}

/** The pixels of a 0/1 mask that lie within `distance` pixels of its border, 0/1. */
export function rimOf(mask: Plane, distance: number): Plane {
  const out = near(mask, distance, false);
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= mask.data[i]!;
  return out;
}

/** The pixels on both sides of a mask's border that lie within `distance` pixels of it, 0/1. */
export function borderOf(mask: Plane, distance: number): Plane {
  const [outer, out] = [near(mask, distance, true), near(mask, distance, false)];
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= outer.data[i]!;
  recycle(outer);
  return out;
}

/** Rows up to the nearest pixel that counts: used again by every call. */
let spareRows = new Int32Array(0);

/** 1 within `distance` pixels of what is (or is not) inside, worked out in the box around what is inside alone. */
function near(mask: Plane, distance: number, inside: boolean): Plane {
  const { width, height } = mask;
  const out = emptyPlane(width, height);
  out.data.fill(inside ? 0 : 1);
  const reach = reachOf(distance);
  const box = boxOf(mask, reach.length);
  if (box === undefined) return out;
  const columns = box.x1 - box.x0;
  const size = columns * (box.y1 - box.y0);
  if (spareRows.length < size) spareRows = new Int32Array(size);
  const rows = spareRows;
  countDown(mask, box, rows, reach.length, inside ? 1 : 0);
  const line = new Int32Array(columns).fill(reach.length);
  for (let y = box.y1 - 1, start = size - columns; y >= box.y0; y--, start -= columns) {
    countUp(rows, line, start);
    markRow(out.data, y * width + box.x0, line, reach);
  }
  return out;
}

/** The box around what is inside, with so much room, within the picture. */
export function boxOf({ width, height, data }: Plane, room: number): Box | undefined {
  let [x0, x1, y0, y1] = [width, -1, height, -1];
  for (let y = 0, start = 0; y < height; y++, start += width) {
    let first = 0;
    while (first < width && !(data[start + first]! > 0.5)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (!(data[start + last]! > 0.5)) last--;
    if (first < x0) x0 = first;
    if (last > x1) x1 = last;
    if (y < y0) y0 = y;
    y1 = y;
  }
  if (y1 < 0) return undefined;
  return {
    x0: Math.max(0, x0 - room),
    y0: Math.max(0, y0 - room),
    x1: Math.min(width, x1 + room + 1),
    y1: Math.min(height, y1 + room + 1),
  };
}

/** How far along the row a pixel reaches that lies so many rows away; as many as there are rows to reach. */
function reachOf(distance: number): Int32Array {
  const rows = Math.max(0, Math.floor(distance) + 1);
  return Int32Array.from({ length: rows }, (_, row) =>
    Math.floor(Math.sqrt(distance * distance - row * row)),
  );
}

/** The rows from each pixel of the box up to the nearest one, in its column, that counts; numbers from `beyond` on stand for none. */
function countDown(
  { data, width }: Plane,
  { x0, y0, x1, y1 }: Box,
  rows: Int32Array,
  beyond: number,
  counts: number,
): void {
  const columns = x1 - x0;
  for (let y = y0, i = 0; y < y1; y++) {
    for (let at = y * width + x0; at < y * width + x1; at++, i++) {
      if ((data[at]! > 0.5 ? 1 : 0) === counts) rows[i] = 0;
      else rows[i] = i < columns ? beyond : rows[i - columns]! + 1;
    }
  }
}

/** The same upwards and downwards, row by row from the lowest on, in `line`. */
function countUp(rows: Int32Array, line: Int32Array, start: number): void {
  for (let x = 0; x < line.length; x++) {
    const [above, below] = [rows[start + x]!, line[x]! + 1];
    line[x] = above < below ? above : below;
  }
}

/** Sets what the pixels of a row's columns reach. */
function markRow(out: Float32Array, start: number, rows: Int32Array, reach: Int32Array): void {
  const [width, far] = [rows.length, reach.length];
  for (let x = 0, last = -1; x < width; x++) {
    const row = rows[x]!;
    if (row < far && x + reach[row]! > last) last = x + reach[row]!;
    out[start + x] = x <= last ? 1 : 0;
  }
  for (let x = width - 1, first = width; x >= 0; x--) {
    const row = rows[x]!;
    if (row < far && x - reach[row]! < first) first = x - reach[row]!;
    if (x >= first) out[start + x] = 1;
  }
}
