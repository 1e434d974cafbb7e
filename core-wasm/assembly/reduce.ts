/*
 * Reduction of a picture by whole factors.
 *
 * Computes: each destination pixel as the average of a block of `factorX` by `factorY` source pixels; blocks are counted from
 *   the source's first pixel, and the destination begins with block (`blockX`, `blockY`). Of a block that leaves the source at
 *   the right or below, the rest repeats the source's edge, or is transparent black.
 * Layout: RGBA, rows without gaps. Scratch: one row of blocks summed down its columns, four u16 per column of the source.
 * Rounding: to the nearest level, halves up; exact.
 * Cost per source pixel: a quarter of a 16-byte load and five vector operations; per column of a row of blocks an 8-byte load
 *   and an addition; per destination pixel a division.
 */
import { DONE, EMPTY, holds } from './status';
import { packPixel } from './sample';

/** The most pixels of a block along one axis: sums of so many bytes stay within 16 bits. */
const mostFactor: i32 = 256;

/** Bytes of one row of blocks, `columns` source pixels wide. */
export function reduceScratch(columns: i32): usize {
  return (<usize>columns << 3) + 64;
}

export function reduce(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  blockX: i32,
  blockY: i32,
  factorX: i32,
  factorY: i32,
  edge: bool,
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(factorX >= 1 && factorX <= mostFactor && factorY >= 1 && factorY <= mostFactor, 'sums stay within 16 bits');
  assert((blockX + dstWidth - 1) * factorX < srcWidth, 'every block has a column of the source');
  assert((blockY + dstHeight - 1) * factorY < srcHeight, 'every block has a row of the source');
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  const left = blockX * factorX;
  const columns = min(dstWidth * factorX, srcWidth - left);
  assert(holds(scratch, reduceScratch(columns)), 'the scratch space lies in memory');
  const stride = <usize>srcWidth << 2;
  for (let y = 0; y < dstHeight; y++) {
    const top = (blockY + y) * factorY;
    const rows = min(factorY, srcHeight - top);
    const repeated = edge ? factorY - rows : 0;
    addRows(src + <usize>top * stride + (<usize>left << 2), stride, columns, rows, repeated, scratch);
    averageColumns(scratch, columns, dst, dstWidth, factorX, factorY, edge);
    dst += <usize>dstWidth << 2;
  }
  return DONE;
}

/** Sums of `rows` rows, the last one counted `repeated` times more, column by column at `sums`. */
function addRows(at: usize, stride: usize, columns: i32, rows: i32, repeated: i32, sums: usize): void {
  const wide = at + (<usize>(columns & -8) << 2);
  const end = at + (<usize>columns << 2);
  const below = stride * <usize>(rows - 1);
  const times = i16x8.splat(<i16>repeated);
  for (; at < wide; at += 32) {
    let first = i32x4.splat(0);
    let second = first;
    let third = first;
    let fourth = first;
    const last = at + below;
    for (let row = at; row <= last; row += stride) {
      const near = v128.load(row);
      const far = v128.load(row, 16);
      first = i16x8.add(first, i16x8.extend_low_i8x16_u(near));
      second = i16x8.add(second, i16x8.extend_high_i8x16_u(near));
      third = i16x8.add(third, i16x8.extend_low_i8x16_u(far));
      fourth = i16x8.add(fourth, i16x8.extend_high_i8x16_u(far));
    }
    if (repeated > 0) {
      first = i16x8.add(first, i16x8.mul(v128.load_ext<u8>(last), times));
      second = i16x8.add(second, i16x8.mul(v128.load_ext<u8>(last, 8), times));
      third = i16x8.add(third, i16x8.mul(v128.load_ext<u8>(last, 16), times));
      fourth = i16x8.add(fourth, i16x8.mul(v128.load_ext<u8>(last, 24), times));
    }
    v128.store(sums, first);
    v128.store(sums, second, 16);
    v128.store(sums, third, 32);
    v128.store(sums, fourth, 48);
    sums += 64;
  }
  // Two pixels at a time: no more than the spare bytes after the source are read beyond its end.
  for (; at < end; at += 8) {
    let sum = i32x4.splat(0);
    const last = at + below;
    for (let row = at; row <= last; row += stride) sum = i16x8.add(sum, v128.load_ext<u8>(row));
    if (repeated > 0) sum = i16x8.add(sum, i16x8.mul(v128.load_ext<u8>(last), times));
    v128.store(sums, sum);
    sums += 16;
  }
}

/** One row of the destination out of the sums down the columns of its blocks. */
function averageColumns(
  sums: usize,
  columns: i32,
  dst: usize,
  dstWidth: i32,
  factorX: i32,
  factorY: i32,
  edge: bool,
): void {
  const count = factorX * factorY;
  store<i32>(rounding, count >> 1);
  store<f32>(rounding, <f32>count, 4);
  const block = <usize>factorX << 3;
  const whole = min(columns / factorX, dstWidth);
  const end = dst + (<usize>whole << 2);
  const groups = dst + (<usize>(whole & -4) << 2);
  for (; dst < groups; dst += 16) {
    const first = average(blockSum(sums, sums + block));
    const second = average(blockSum(sums + block, sums + block * 2));
    const third = average(blockSum(sums + block * 2, sums + block * 3));
    const fourth = average(blockSum(sums + block * 3, sums + block * 4));
    const low = i16x8.narrow_i32x4_s(first, second);
    v128.store(dst, i8x16.narrow_i16x8_u(low, i16x8.narrow_i32x4_s(third, fourth)));
    sums += block * 4;
  }
  for (; dst < end; dst += 4) {
    store<u32>(dst, packPixel(average(blockSum(sums, sums + block))));
    sums += block;
  }
  if (whole === dstWidth) return;
  const present = columns - whole * factorX;
  const stop = sums + (<usize>present << 3);
  let sum = blockSum(sums, stop);
  if (edge) sum = i32x4.add(sum, i32x4.mul(v128.load_ext<u16>(stop - 8), i32x4.splat(factorX - present)));
  store<u32>(dst, packPixel(average(sum)));
}

/** Half the pixels of a block, and all of them as f32: what rounding and dividing need. */
const rounding: usize = memory.data(8, 16);

function blockSum(at: usize, end: usize): v128 {
  let sum = v128.load_ext<u16>(at);
  for (at += 8; at < end; at += 8) sum = i32x4.add(sum, v128.load_ext<u16>(at));
  return sum;
}

/** Sums below 2^24 are exact as f32, and no quotient lies so close below a whole number that it would be rounded up to it. */
function average(sum: v128): v128 {
  const dividend = f32x4.convert_i32x4_s(i32x4.add(sum, v128.load32_splat(rounding)));
  return i32x4.trunc_sat_f32x4_s(f32x4.div(dividend, v128.load32_splat(rounding, 4)));
}
