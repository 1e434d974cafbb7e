/*
 * A crop back into its frame, in one pass.
 *
 * Computes: frame + (crop - frame) * mask / 255 on red, green and blue, crop and mask seen through `frameToCrop`. The
 *   crop's levels may be exchanged by a table before.
 * Layout: the crop is first packed with its mask in the alpha channel and a rim of one pixel around (nearest colour, mask 0),
 *   so that one sample gives both and no sample needs a bounds test. Each packed pixel carries its right neighbour, channel
 *   by channel (8 bytes), which is the order that a sample multiplies them in. Scratch: the packed crop, two rows of it
 *   before its neighbours are added, and a path.
 * Rounding: samples are rounded to levels; a weight is the mask's level in 1/256, one more from 128 on. Where the sampled
 *   mask is 0 the frame keeps its bytes, where it is 255 it takes the sample's.
 * Cost per frame pixel that sees the box around the mask: two 8-byte loads, two weights from a table, 6 vector operations and a quarter of 16 for the
 *   places and 16 for the rounding; where the mask is neither 0 nor 255 a quarter of 24 more. Packing: 2 per crop pixel; with a table of levels three reads of it more.
 */
import { DONE, EMPTY, holds } from './status';
import { blockRows, findSpan, fine, pathArray, pathScratch, preparePath, rowStart, spanFrom, spanTo, tileColumns } from './path';
import { placeInside, samplePaired, wholeLevels } from './sample';

/** Bytes that bring four mask bytes into the alpha channel of four pixels. */
const intoAlpha: usize = memory.data<u8>(
  [0x80, 0x80, 0x80, 0, 0x80, 0x80, 0x80, 1, 0x80, 0x80, 0x80, 2, 0x80, 0x80, 0x80, 3],
  16,
);

/** Vectors that are loaded where they are used: as constants, the engine would make them anew in every turn of a loop. */
const colours: usize = memory.data<u32>([0x00ffffff, 0x00ffffff, 0x00ffffff, 0x00ffffff], 16);
const wholeWeight: usize = memory.data<u16>([256, 256, 256, 256, 256, 256, 256, 256], 16);
const halfLevel: usize = memory.data<u16>([128, 128, 128, 128, 128, 128, 128, 128], 16);

/** Bytes from row to row of the packed crop: pairs of neighbours. */
function packedStride(cropWidth: i32): usize {
  return (<usize>(cropWidth + 1) << 3) + 8;
}

/** Bytes of one row of the crop with its rim, before neighbours are paired, and what its last vectors overrun. */
function rowBytes(cropWidth: i32): usize {
  return ((<usize>(cropWidth + 2) << 2) + 47) & ~15;
}

/** `right`: where the bounds end in the frame. */
export function pasteScratch(cropWidth: i32, cropHeight: i32, right: i32): usize {
  return rowBytes(cropWidth) * 2 + pathScratch(right) + packedStride(cropWidth) * <usize>(cropHeight + 2) + 64;
}

/**
 * `levels`: 256 bytes each for red, green and blue, or 0. `result`: four i32, the touched rectangle as left, top,
 * right, bottom (inclusive); right below left when nothing was touched.
 */
export function paste(
  frame: usize,
  frameWidth: i32,
  crop: usize,
  mask: usize,
  cropWidth: i32,
  cropHeight: i32,
  a: f64,
  b: f64,
  tx: f64,
  c: f64,
  d: f64,
  ty: f64,
  levels: usize,
  x0: i32,
  y0: i32,
  x1: i32,
  y1: i32,
  result: usize,
  scratch: usize,
): i32 {
  if (cropWidth < 1 || cropHeight < 1) return EMPTY;
  assert(x0 >= 0 && x1 <= frameWidth && y0 >= 0, 'the bounds lie in the frame');
  assert(holds(frame, (<usize>frameWidth * <usize>y1) << 2), 'the frame lies in memory');
  assert(holds(scratch, pasteScratch(cropWidth, cropHeight, x1)), 'the scratch space lies in memory');
  const path = scratch + rowBytes(cropWidth) * 2;
  const packed = path + pathScratch(x1);
  const stride = packedStride(cropWidth);
  store<i32>(result, i32.MAX_VALUE);
  store<i32>(result, i32.MAX_VALUE, 4);
  store<i32>(result, -1, 8);
  store<i32>(result, -1, 12);
  if (!findMasked(mask, cropWidth, cropHeight, scratch)) return DONE;
  pack(crop, mask, cropWidth, cropHeight, levels, scratch, packed, stride);
  preparePath(path, x1, a, c);
  const places = path + pathArray(x1) * 2;
  // Between its first and last neighbours a sample sees some of the mask; the rim is one pixel.
  const left = <f64>maskedLeft * fine;
  const above = <f64>maskedTop * fine;
  const right = <f64>(maskedRight + 2) * fine;
  const bottom = <f64>(maskedBottom + 2) * fine;
  const columns = tileColumns(a, c);
  for (let top = y0; top < y1; top += blockRows) {
    const below = min(top + blockRows, y1);
    for (let start = x0; start < x1; start += columns) {
      const end = min(start + columns, x1);
      for (let y = top; y < below; y++) {
        // One pixel more, for the rim.
        const rowX = rowStart(b, tx, y) + fine;
        const rowY = rowStart(d, ty, y) + fine;
        findSpan(a * fine, rowX, left, right, c * fine, rowY, above, bottom, start, end);
        if (spanFrom >= spanTo) continue;
        placeInside(path, x1, packed, stride, true, spanFrom, spanTo, rowX, rowY);
        placeNothing(places + (<usize>spanTo << 2), pathArray(x1), packed);
        const pixels = frame + ((<usize>y * <usize>frameWidth + <usize>spanFrom) << 2);
        pasteRow(pixels, stride, places, pathArray(x1), spanFrom, spanTo, y, result, scratch);
      }
    }
  }
  return DONE;
}

/** What `findMasked` found: the first and last columns and rows of the crop with a mask above 0. */
let maskedLeft: i32 = 0;
let maskedTop: i32 = 0;
let maskedRight: i32 = 0;
let maskedBottom: i32 = 0;

/** Whether the mask is above 0 anywhere, and where. `row`: room for one row of the mask and 15 bytes. */
function findMasked(mask: usize, width: i32, height: i32, row: usize): bool {
  memory.fill(row, 0, (<usize>width + 15) & ~15);
  maskedTop = height;
  for (let y = 0; y < height; y++) {
    const levels = mask + <usize>y * <usize>width;
    let any = i32x4.splat(0);
    let x: usize = 0;
    for (; x + 16 <= <usize>width; x += 16) {
      const some = v128.load(levels + x);
      any = v128.or(any, some);
      v128.store(row + x, v128.or(v128.load(row + x), some));
    }
    let found = v128.any_true(any);
    for (; x < <usize>width; x++) {
      const level = load<u8>(levels + x);
      found = found || level !== 0;
      store<u8>(row + x, load<u8>(row + x) | level);
    }
    if (!found) continue;
    maskedTop = min(maskedTop, y);
    maskedBottom = y;
  }
  if (maskedTop === height) return false;
  maskedLeft = 0;
  while (load<u8>(row + <usize>maskedLeft) === 0) maskedLeft++;
  maskedRight = width - 1;
  while (load<u8>(row + <usize>maskedRight) === 0) maskedRight--;
  return true;
}

/** Packs the crop and its mask. `row`: room for two rows of pixels with their rim. */
function pack(
  crop: usize,
  mask: usize,
  width: i32,
  height: i32,
  levels: usize,
  row: usize,
  packed: usize,
  stride: usize,
): void {
  const places = v128.load(intoAlpha);
  for (let y = -1; y <= height; y++) {
    const sourceRow = <usize>min(max(y, 0), height - 1) * <usize>width;
    let pixels = crop + (sourceRow << 2);
    if (levels !== 0) {
      const changed = row + rowBytes(width);
      changeLevels(pixels, width, levels, changed);
      pixels = changed;
    }
    const inside = y >= 0 && y < height;
    // Groups of four first: they overrun into the rim, which is written afterwards.
    for (let x = 0; x < width; x += 4) {
      const colour = v128.and(v128.load(pixels + (<usize>x << 2)), v128.load(colours));
      const levels = inside ? v128.load32_zero(mask + sourceRow + <usize>x) : i32x4.splat(0);
      v128.store(row + 4 + (<usize>x << 2), v128.or(colour, i8x16.swizzle(levels, places)));
    }
    store<u32>(row, load<u32>(pixels) & 0x00ffffff);
    const last = load<u32>(pixels + (<usize>(width - 1) << 2));
    store<u32>(row + 4 + (<usize>width << 2), last & 0x00ffffff);
    for (let x = 0; x <= width; x += 4) {
      const here = v128.load(row + (<usize>x << 2));
      const next = v128.load(row + (<usize>x << 2), 4);
      const pairs = packed + (<usize>x << 3);
      v128.store(pairs, i8x16.shuffle(here, next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
      v128.store(
        pairs,
        i8x16.shuffle(here, next, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
        16,
      );
    }
    packed += stride;
  }
}

/** Copies a row of pixels with other levels; alpha, which is not looked at, stays as `to` has it. */
function changeLevels(pixels: usize, width: i32, levels: usize, to: usize): void {
  for (const end = pixels + (<usize>width << 2); pixels < end; pixels += 4) {
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels)));
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels, 1), 256), 1);
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels, 2), 512), 2);
    to += 4;
  }
}

/** Fills the last group of four of a row: the corner of the rim, where the mask is 0, leaves pixels alone. */
function placeNothing(places: usize, array: usize, packed: usize): void {
  v128.store(places, i32x4.splat(<i32>packed));
  v128.store(places + array, i32x4.splat(0));
}

/**
 * Columns `from..to` of one row, whose places are noted, in groups of four; `frame` points at the first one's pixel.
 * `spare`: room for two vectors.
 */
function pasteRow(
  frame: usize,
  stride: usize,
  places: usize,
  array: usize,
  from: i32,
  to: i32,
  y: i32,
  result: usize,
  spare: usize,
): void {
  let first = to;
  let last = from;
  let at = places + (<usize>from << 2);
  for (let x = from; x < to; x += 4) {
    const weights = at + array;
    const low = wholeLevels(samplePaired(stride, at, weights), samplePaired(stride, at + 4, weights + 4));
    const high = wholeLevels(samplePaired(stride, at + 8, weights + 8), samplePaired(stride, at + 12, weights + 12));
    const over = i8x16.narrow_i16x8_u(low, high);
    // Where the mask is full, as it is over most of a face, nothing is mixed.
    const full = (i8x16.bitmask(i8x16.eq(over, i32x4.splat(-1))) & 0x8888) === 0x8888;
    if (full || v128.any_true(v128.andnot(over, v128.load(colours)))) {
      const under = v128.load(frame);
      const pixels = full ? over : mixedPixels(under, low, high);
      v128.store(frame, v128.bitselect(pixels, under, v128.load(colours)));
      if (first === to) {
        first = x;
        v128.store(spare, over);
      }
      last = x;
      v128.store(spare, over, 16);
    }
    at += 16;
    frame += 16;
  }
  if (first === to) return;
  store<i32>(result, min(load<i32>(result), first + ctz(reached(spare))));
  store<i32>(result, min(load<i32>(result, 4), y), 4);
  store<i32>(result, max(load<i32>(result, 8), last + 31 - clz(reached(spare + 16))), 8);
  store<i32>(result, max(load<i32>(result, 12), y), 12);
}

/** Which of four pixels have a mask above 0, as bits. */
function reached(pixels: usize): i32 {
  return i32x4.bitmask(i32x4.ne(i32x4.shr_u(v128.load(pixels), 24), i32x4.splat(0)));
}

/** Four pixels under four others, each weighed by the level in its alpha. */
function mixedPixels(under: v128, low: v128, high: v128): v128 {
  return i8x16.narrow_i16x8_u(
    mixedHalf(i16x8.extend_low_i8x16_u(under), low),
    mixedHalf(i16x8.extend_high_i8x16_u(under), high),
  );
}

function mixedHalf(under: v128, over: v128): v128 {
  const levels = v128.shuffle<u16>(over, over, 3, 3, 3, 3, 7, 7, 7, 7);
  const weight = i16x8.add(levels, i16x8.shr_u(levels, 7));
  const rest = i16x8.sub(v128.load(wholeWeight), weight);
  const sum = i16x8.add(i16x8.mul(over, weight), i16x8.mul(under, rest));
  return i16x8.shr_u(i16x8.add(sum, v128.load(halfLevel)), 8);
}
