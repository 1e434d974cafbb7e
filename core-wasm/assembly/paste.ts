/*
 * A crop back into its frame, in one pass.
 *
 * Computes: frame + (crop - frame) * mask / 255 on red, green and blue, crop and mask seen through `frameToCrop`.
 * Layout: the crop is first packed with its mask in the alpha channel and a rim of one pixel around (nearest colour, mask 0),
 *   so that one sample gives both and no sample needs a bounds test. Scratch: the packed crop, a path, samples of one row.
 * Rounding: samples are rounded to levels; weights have 15 bits. Where the sampled mask is 0 the frame keeps its bytes.
 * Cost per touched frame pixel: one bilinear sample and a quarter of about 20 vector operations; plus packing, 2 per crop pixel.
 */
import { DONE, EMPTY, holds } from './status';
import { fine, mostTileColumns, pathScratch, preparePath, rowStart, sampleRow, spanEnd, spanStart, tileColumns, within } from './sample';

/** Bytes that bring four mask bytes into the alpha channel of four pixels. */
const intoAlpha: usize = memory.data<u8>(
  [0x80, 0x80, 0x80, 0, 0x80, 0x80, 0x80, 1, 0x80, 0x80, 0x80, 2, 0x80, 0x80, 0x80, 3],
  16,
);

/** Bytes that spread each pixel's alpha over its three colours and leave 0 for alpha itself. */
const overColour: usize = memory.data<u8>([3, 3, 3, 0x80, 7, 7, 7, 0x80, 11, 11, 11, 0x80, 15, 15, 15, 0x80], 16);

/** `right`: where the bounds end in the frame. */
export function pasteScratch(cropWidth: i32, cropHeight: i32, right: i32): usize {
  return ((<usize>(cropWidth + 2) * <usize>(cropHeight + 2) + <usize>mostTileColumns) << 2) + pathScratch(right) + 96;
}

/** `result`: four i32, the touched rectangle as left, top, right, bottom (inclusive); right below left when nothing was touched. */
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
  const stride = <usize>(cropWidth + 2) << 2;
  pack(crop, mask, cropWidth, cropHeight, scratch, stride);
  const path = (scratch + stride * <usize>(cropHeight + 2) + 31) & ~15;
  const row = path + pathScratch(x1);
  preparePath(path, x1, a, c);
  const right = <f64>(cropWidth + 1) * fine;
  const bottom = <f64>(cropHeight + 1) * fine;
  const stepX = a * fine;
  const stepY = c * fine;
  store<i32>(result, i32.MAX_VALUE);
  store<i32>(result, i32.MAX_VALUE, 4);
  store<i32>(result, -1, 8);
  store<i32>(result, -1, 12);
  const columns = tileColumns(a, c);
  for (let left = x0; left < x1; left += columns) {
    const end = min(left + columns, x1);
    for (let y = y0; y < y1; y++) {
      // One pixel more, for the rim.
      const rowX = rowStart(b, tx, y) + fine;
      const rowY = rowStart(d, ty, y) + fine;
      let from = left;
      let to = end;
      if (!within(stepX, rowX, 0, right, left, end) || !within(stepY, rowY, 0, bottom, left, end)) {
        from = max(spanStart(stepX, rowX, 0, right, left, end), spanStart(stepY, rowY, 0, bottom, left, end));
        to = min(spanEnd(stepX, rowX, 0, right, left, end), spanEnd(stepY, rowY, 0, bottom, left, end));
      }
      if (from >= to) continue;
      sampleRow(scratch, cropWidth + 2, cropHeight + 2, row, path, x1, from, to, rowX, rowY);
      v128.store(row + (<usize>(to - from) << 2), i32x4.splat(0));
      blendRow(frame + ((<usize>y * <usize>frameWidth + <usize>from) << 2), row, from, to, y, result);
    }
  }
  return DONE;
}

function pack(crop: usize, mask: usize, width: i32, height: i32, packed: usize, stride: usize): void {
  const colours = i32x4.splat(0x00ffffff);
  const places = v128.load(intoAlpha);
  for (let y = -1; y <= height; y++) {
    const sourceRow = <usize>min(max(y, 0), height - 1) * <usize>width;
    const pixels = crop + (sourceRow << 2);
    const inside = y >= 0 && y < height;
    const last = pixels + (<usize>(width - 1) << 2);
    // Groups of four first: they overrun into the rim, which is written afterwards.
    for (let x = 0; x < width; x += 4) {
      const colour = v128.and(v128.load(pixels + (<usize>x << 2)), colours);
      const levels = inside ? v128.load32_zero(mask + sourceRow + <usize>x) : i32x4.splat(0);
      const alpha = i8x16.swizzle(levels, places);
      v128.store(packed + 4 + (<usize>x << 2), v128.or(colour, inside ? alpha : i32x4.splat(0)));
    }
    store<u32>(packed, load<u32>(pixels) & 0x00ffffff);
    store<u32>(packed + 4 + (<usize>width << 2), load<u32>(last) & 0x00ffffff);
    packed += stride;
  }
}

function blendRow(frame: usize, row: usize, start: i32, end: i32, y: i32, result: usize): void {
  const places = v128.load(overColour);
  const full = i32x4.splat(0x00ffffff);
  let left = load<i32>(result);
  let right = load<i32>(result, 8);
  let touched = false;
  for (let x = start; x < end; x += 4) {
    const over = v128.load(row);
    const levels = i8x16.swizzle(over, places);
    if (v128.any_true(levels)) {
      const under = v128.load(frame);
      // Where the mask is full, as it is over most of a face, nothing is mixed.
      const mixed = v128.any_true(v128.xor(levels, full));
      v128.store(frame, mixed ? mixedPixels(under, over, levels) : v128.bitselect(over, under, full));
      touched = true;
      if (x < left || x + 3 > right) {
        const pixels = i32x4.bitmask(i32x4.ne(levels, i32x4.splat(0)));
        left = min(left, x + ctz(pixels));
        right = max(right, x + 31 - clz(pixels));
      }
    }
    row += 16;
    frame += 16;
  }
  if (!touched) return;
  store<i32>(result, left);
  store<i32>(result, min(load<i32>(result, 4), y), 4);
  store<i32>(result, right, 8);
  store<i32>(result, max(load<i32>(result, 12), y), 12);
}

/** Four pixels under four others, which weigh `levels` in each channel. */
function mixedPixels(under: v128, over: v128, levels: v128): v128 {
  const underLow = i16x8.extend_low_i8x16_u(under);
  const underHigh = i16x8.extend_high_i8x16_u(under);
  const low = i16x8.q15mulr_sat_s(
    i16x8.sub(i16x8.extend_low_i8x16_u(over), underLow),
    toWeight(i16x8.extend_low_i8x16_u(levels)),
  );
  const high = i16x8.q15mulr_sat_s(
    i16x8.sub(i16x8.extend_high_i8x16_u(over), underHigh),
    toWeight(i16x8.extend_high_i8x16_u(levels)),
  );
  return i8x16.narrow_i16x8_u(i16x8.add(underLow, low), i16x8.add(underHigh, high));
}

/** Bytes 0..255 as 0..32767. */
function toWeight(levels: v128): v128 {
  return v128.or(i16x8.shl(levels, 7), i16x8.shr_u(levels, 1));
}
