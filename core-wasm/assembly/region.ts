/*
 * Which pixels of a Poisson problem are unknown, and with which of their neighbours they are coupled.
 *
 * Layout: masks of one byte per pixel in, marks of the finest level (grid.ts) out.
 * Cost: a few vector operations per 16 pixels; with an anchor mask some passes over single pixels besides, two as a rule,
 *   more for regions that wind.
 */
import { DOWN, LEFT, RIGHT, SURROUNDED, UNKNOWN, UP, marksBytes, marksStride } from './grid';
import { heightOf, marksOf, widthOf } from './grid';

/** Two padded planes of bytes: 255 where a pixel is unknown, and where it counts at all. */
export function regionScratch(width: i32, height: i32): usize {
  return 2 * marksBytes(width, height);
}

/**
 * Marks the pixels of the box that begins at (`left`, `top`) of the masks, whose rows are `stride` apart. Without `anchor` (0)
 * every pixel outside the region holds a value. Parts of the region that no such pixel touches are left unmarked.
 */
export function markRegion(
  level: usize,
  region: usize,
  anchor: usize,
  stride: usize,
  left: i32,
  top: i32,
  scratch: usize,
): void {
  const width = widthOf(level);
  const height = heightOf(level);
  const row = marksStride(width);
  const bytes = marksBytes(width, height);
  memory.fill(scratch, 0, 2 * bytes);
  const unknown = scratch + row + 16;
  const joined = unknown + bytes;
  let anyHeld = false;
  for (let y = 0; y < height; y++) {
    const from = <usize>(top + y) * stride + <usize>left;
    const to = <usize>y * row;
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const inside = kept(width - <i32>x);
      const open = i8x16.eq(v128.load(region + from + x), i32x4.splat(0));
      v128.store(unknown + to + x, v128.andnot(inside, open));
      const held = anchor === 0 ? open : v128.andnot(open, i8x16.eq(v128.load(anchor + from + x), i32x4.splat(0)));
      const holds = v128.and(held, inside);
      anyHeld = anyHeld || v128.any_true(holds);
      v128.store(joined + to + x, v128.or(holds, v128.andnot(inside, open)));
    }
  }
  if (!anyHeld) return;
  if (anchor !== 0) keepTouched(unknown, joined, width, height, row);
  writeMarks(level, unknown, joined);
}

/** 255 in the first `count` bytes. */
function kept(count: i32): v128 {
  return i8x16.lt_u(v128.load(ordinals), i8x16.splat(<i8>min(count, 16)));
}

const ordinals: usize = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 16);

/** Takes out of both planes what is unknown and not connected with any held pixel. */
function keepTouched(unknown: usize, joined: usize, width: i32, height: i32, row: usize): void {
  // Unknown pixels are 255 at first, 1 once a way to a held one is found.
  let changed = true;
  while (changed) {
    changed = false;
    for (let y = 0; y < height; y++) {
      const start = <usize>y * row;
      for (let x: usize = 0; x < <usize>width; x++) {
        if (spread(unknown + start + x, joined + start + x, row)) changed = true;
      }
    }
    if (!changed) break;
    changed = false;
    for (let y = height - 1; y >= 0; y--) {
      const start = <usize>y * row;
      for (let x = <usize>width; x > 0; x--) {
        if (spread(unknown + start + x - 1, joined + start + x - 1, row)) changed = true;
      }
    }
  }
  const found = i8x16.splat(1);
  for (let y = 0; y < height; y++) {
    const start = <usize>y * row;
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const state = v128.load(unknown + start + x);
      const lost = i8x16.eq(state, i32x4.splat(-1));
      v128.store(unknown + start + x, i8x16.eq(state, found));
      v128.store(joined + start + x, v128.andnot(v128.load(joined + start + x), lost));
    }
  }
}

/** Whether a pixel that had no way to a held one has been given one by a neighbour. */
function spread(unknown: usize, joined: usize, row: usize): bool {
  if (load<u8>(unknown) !== 255) return false;
  const found =
    leads(unknown - 1, joined - 1) ||
    leads(unknown + 1, joined + 1) ||
    leads(unknown - row, joined - row) ||
    leads(unknown + row, joined + row);
  if (found) store<u8>(unknown, 1);
  return found;
}

/** Whether a pixel is held, or known to be connected with one. */
function leads(unknown: usize, joined: usize): bool {
  return load<u8>(joined) !== 0 && load<u8>(unknown) !== 255;
}

function writeMarks(level: usize, unknown: usize, joined: usize): void {
  const width = widthOf(level);
  const row = marksStride(width);
  for (let y = 0; y < heightOf(level); y++) {
    const start = <usize>y * row;
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const u = unknown + start + x;
      const j = joined + start + x;
      const joins = v128.or(
        v128.or(bit(v128.load(j - 1), LEFT), bit(v128.load(j + 1), RIGHT)),
        v128.or(bit(v128.load(j - row), UP), bit(v128.load(j + row), DOWN)),
      );
      const around = v128.and(
        v128.and(v128.load(u - 1), v128.load(u + 1)),
        v128.and(v128.load(u - row), v128.load(u + row)),
      );
      const marks = v128.or(v128.or(joins, bit(around, SURROUNDED)), i8x16.splat(<i8>UNKNOWN));
      v128.store(marksOf(level) + start + x, v128.and(v128.load(u), marks));
    }
  }
}

function bit(bytes: v128, value: i32): v128 {
  return v128.and(bytes, i8x16.splat(<i8>value));
}
