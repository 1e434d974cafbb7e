import { GridRows } from './grid.js';
import { changePixels, type TonePlanes, type ToneRow } from './planes/tone.js';
import type { ToneChange } from './tone-change.js';

/** Rows of a picture: `first <= y < end`. */
export interface Rows {
  readonly first: number;
  readonly end: number;
}

/**
 * Applies a change of tone, given on a grid, to RGBA pixels, in place.
 * @param where Pixels of 0 are left alone.
 * @param rows The rows that hold others.
 */
export function applyTone(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  change: ToneChange,
  where: Uint8Array,
  rows: Rows,
): void {
  const [gain, offset] = [rowsOf(change.gain, width, height), rowsOf(change.offset, width, height)];
  for (let y = rows.first; y < rows.end; y++) {
    gain.read(y);
    offset.read(y);
    changePixels(pixels, y * width, width, { gain: gain.row, offset: offset.row }, where);
  }
}

function rowsOf(
  tone: TonePlanes,
  width: number,
  height: number,
): { row: ToneRow; read: (y: number) => void } {
  const row = { log: new Float32Array(width), a: new Float32Array(width), b: new Float32Array(width) };
  const channels = ['log', 'a', 'b'] as const;
  const rows = channels.map((channel) => new GridRows(tone[channel], width, height));
  return { row, read: (y) => channels.forEach((channel, k) => rows[k]!.row(y, row[channel])) };
}
