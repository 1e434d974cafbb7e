/*
 * A crop back into its frame, in one pass.
 *
 * Computes: frame + (crop - frame) * mask / 255 on red, green and blue, crop and mask seen through `frameToCrop`. The
 *   crop's levels may be exchanged by a table before.
 * Layout: the crop is first packed with its mask and a rim (paired.ts). Scratch: marks of the mask's columns, samples of a
 *   part of a row, a path, and the packed crop.
 * Rounding: samples are rounded to levels; a weight is the mask's level in 1/256, one more from 128 on. Where the sampled
 *   mask is 0 the frame keeps its bytes, where it is 255 it takes the sample's.
 * Cost per frame pixel that sees the box around the mask: a sample (paired.ts) and an eighth of 26 vector operations for its
 *   place; a quarter of 5 where the mask is 255 and the frame opaque, else a quarter of 24 for mixing. Packing as in paired.ts.
 */
import { DONE, EMPTY, holds } from './status';
import { blockRows, findSpan, fine, pathScratch, preparePath, rowStart, spanFrom, spanTo, tileColumns } from './path';
import { isWide, packPaired, pairedBytes, placePaired, samplePaired } from './paired';

/** Vectors that are loaded where they are used: as constants, the engine would make them anew in every turn of a loop. */
const opaque: usize = memory.data<u32>([0xff000000, 0xff000000, 0xff000000, 0xff000000], 16);
const halfLevels: usize = memory.data<u32>([0x80808080, 0x80808080, 0x80808080, 0x80808080], 16);

/** Bytes that bring the mask of two pixels into the 16-bit lanes of their colours, and 0 into those of alpha: the first two, then the others. */
const fromAlpha: usize = memory.data<u8>(
  [
    3, 0x80, 3, 0x80, 3, 0x80, 0x80, 0x80, 7, 0x80, 7, 0x80, 7, 0x80, 0x80, 0x80, 11, 0x80, 11, 0x80, 11, 0x80,
    0x80, 0x80, 15, 0x80, 15, 0x80, 15, 0x80, 0x80, 0x80,
  ],
  16,
);

/**
 * Pixels sampled before they are mixed: what is written to the frame, which no cache may hold, goes out while the next ones
 * are sampled.
 */
const samplesAtOnce: i32 = 128;
const samplesBytes: usize = (<usize>samplesAtOnce << 2) + 32;

/** Bytes of a row's marks, rounded up to whole vectors. */
function marksBytes(cropWidth: i32): usize {
  return (<usize>cropWidth + 15) & ~15;
}

/** `right`: where the bounds end in the frame. */
export function pasteScratch(cropWidth: i32, cropHeight: i32, right: i32): usize {
  return marksBytes(cropWidth) + samplesBytes + pathScratch(right) + pairedBytes(cropWidth, cropHeight) + 16;
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
  const samples = scratch + marksBytes(cropWidth);
  const path = samples + samplesBytes;
  const packed = (path + pathScratch(x1) + 15) & ~15;
  const wide = isWide(cropWidth, cropHeight, Math.abs(a * d - b * c));
  store<i32>(result, i32.MAX_VALUE);
  store<i32>(result, i32.MAX_VALUE, 4);
  store<i32>(result, -1, 8);
  store<i32>(result, -1, 12);
  if (!findMasked(mask, cropWidth, cropHeight, scratch)) return DONE;
  packPaired(crop, mask, cropWidth, cropHeight, levels, packed, wide);
  preparePath(path, x1, a, c);
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
        const to = spanTo;
        placePaired(path, x1, packed, cropWidth, wide, spanFrom, to, rowX, rowY);
        const row = frame + ((<usize>y * <usize>frameWidth) << 2);
        for (let x = spanFrom; x < to; x += samplesAtOnce) {
          const next = min(x + samplesAtOnce, to);
          samplePaired(path, x1, cropWidth, wide, x, next, samples);
          v128.store(samples + (<usize>(next - x) << 2), i32x4.splat(0));
          pasteRow(row + (<usize>x << 2), samples, x, next, y, result);
        }
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

/** Pastes the samples of columns `x0..x1` into a row of the frame, whose pixel x0 is at `frame`. What follows the last one has no mask. */
function pasteRow(frame: usize, samples: usize, x0: i32, x1: i32, y: i32, result: usize): void {
  // Pixels without any mask, at the row's ends, are left out.
  while (x0 < x1 && load<u8>(samples, 3) === 0) {
    x0++;
    samples += 4;
    frame += 4;
  }
  if (x0 === x1) return;
  let end = samples + (<usize>(x1 - x0) << 2);
  while (load<u8>(end - 1) === 0) {
    x1--;
    end -= 4;
  }
  store<i32>(result, min(load<i32>(result), x0));
  store<i32>(result, min(load<i32>(result, 4), y), 4);
  store<i32>(result, max(load<i32>(result, 8), x1 - 1), 8);
  store<i32>(result, max(load<i32>(result, 12), y), 12);
  for (; samples + 64 <= end; samples += 64) {
    // Most of a face has a full mask, and most frames are opaque: nothing is mixed there.
    if (v128.any_true(v128.andnot(v128.load(opaque), v128.and(common(samples), common(frame))))) {
      for (let at: usize = 0; at < 64; at += 16) mix(frame + at, samples + at);
    } else {
      v128.store(frame, v128.load(samples));
      v128.store(frame, v128.load(samples, 16), 16);
      v128.store(frame, v128.load(samples, 32), 32);
      v128.store(frame, v128.load(samples, 48), 48);
    }
    frame += 64;
  }
  for (; samples < end; samples += 16) {
    mix(frame, samples);
    frame += 16;
  }
}

/** The bits that sixteen pixels have in common. */
function common(pixels: usize): v128 {
  return v128.and(
    v128.and(v128.load(pixels), v128.load(pixels, 16)),
    v128.and(v128.load(pixels, 32), v128.load(pixels, 48)),
  );
}

/** Mixes four samples into the frame, each weighed by the level in its alpha. */
function mix(frame: usize, samples: usize): void {
  const over = v128.load(samples);
  const under = v128.load(frame);
  const low = mixedHalf(
    i8x16.shuffle(v128.load(halfLevels), under, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    i16x8.sub(i16x8.extend_low_i8x16_u(over), i16x8.extend_low_i8x16_u(under)),
    i8x16.swizzle(over, v128.load(fromAlpha)),
  );
  const high = mixedHalf(
    i8x16.shuffle(v128.load(halfLevels), under, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    i16x8.sub(i16x8.extend_high_i8x16_u(over), i16x8.extend_high_i8x16_u(under)),
    i8x16.swizzle(over, v128.load(fromAlpha, 16)),
  );
  v128.store(frame, i8x16.narrow_i16x8_u(low, high));
}

function mixedHalf(under: v128, difference: v128, levels: v128): v128 {
  const weight = i16x8.add(levels, i16x8.shr_u(levels, 7));
  return i16x8.shr_u(i16x8.add(under, i16x8.mul(difference, weight)), 8);
}
