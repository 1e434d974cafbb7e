/*
 * Resampling to another size.
 *
 * Computes: each axis apart, as a weighted sum of source pixels; the centre of pixel i lies at (i + 0.5) * scale - 0.5.
 *   nearest, bicubic (a = -0.75), Lanczos of three lobes (widened when shrinking), area (box average); bilinear
 *   has a file of its own.
 * Layout: RGBA. Scratch: a table of taps per axis (byte offset, weight) and one row of f32.
 * Rounding: weights and sums in 32-bit floats, rounded once, at the end.
 * Cost per destination pixel: one multiply-add of four channels per tap along the row, plus that of the rows
 *   (source width / destination width * taps).
 */
import { bilinearScratch, resizeBilinear } from './resize-bilinear';
import { DONE, EMPTY, holds } from './status';
import { packPixel } from './sample';
import { cubicWeight } from './warp-bicubic';

export const NEAREST: i32 = 0;
export const BILINEAR: i32 = 1;
export const BICUBIC: i32 = 2;
export const LANCZOS: i32 = 3;
export const AREA: i32 = 4;

export function resizeScratch(srcWidth: i32, srcHeight: i32, dstWidth: i32, dstHeight: i32, filter: i32): usize {
  if (filter === BILINEAR) return bilinearScratch(srcWidth, dstWidth);
  return (
    tableBytes(srcWidth, dstWidth, filter) +
    tableBytes(srcHeight, dstHeight, filter) +
    (<usize>srcWidth << 4) +
    128
  );
}

function tableBytes(from: i32, to: i32, filter: i32): usize {
  return (<usize>to * <usize>tapsOf(from, to, filter)) << 3;
}

function tapsOf(from: i32, to: i32, filter: i32): i32 {
  const scale = <f64>from / <f64>to;
  if (filter === BICUBIC) return 4;
  if (filter === LANCZOS) return <i32>Math.floor(6 * Math.max(scale, 1)) + 2;
  if (filter === AREA) return <i32>Math.ceil(scale) + 2;
  return 1;
}

export function resize(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  filter: i32,
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  if (filter === BILINEAR) {
    resizeBilinear(src, srcWidth, srcHeight, dst, dstWidth, dstHeight, scratch);
    return DONE;
  }
  if (filter === AREA && srcWidth === 2 * dstWidth && srcHeight === 2 * dstHeight) {
    halve(src, dst, dstWidth, dstHeight);
    return DONE;
  }
  const columnTaps = tapsOf(srcWidth, dstWidth, filter);
  const rowTaps = tapsOf(srcHeight, dstHeight, filter);
  const row = scratch;
  const columns = row + (<usize>srcWidth << 4) + 64;
  const rows = columns + tableBytes(srcWidth, dstWidth, filter);
  fillTable(columns, columnTaps, srcWidth, dstWidth, filter, 4);
  fillTable(rows, rowTaps, srcHeight, dstHeight, filter, <usize>srcWidth << 2);
  if (filter === NEAREST) {
    pickPixels(src, dst, dstWidth, dstHeight, columns, rows);
    return DONE;
  }
  for (let y = 0; y < dstHeight; y++) {
    mixRows(src, srcWidth, row, rows + ((<usize>y * <usize>rowTaps) << 3), rowTaps);
    mixColumns(row, dst, dstWidth, columns, columnTaps);
    dst += <usize>dstWidth << 2;
  }
  return DONE;
}

/** Area means of 2 x 2 pixels, to half the size. */
function halve(src: usize, dst: usize, width: i32, height: i32): void {
  const stride = <usize>width << 3;
  const half = i16x8.splat(2);
  for (let y = 0; y < height; y++) {
    const end = dst + (<usize>width << 2);
    for (const fours = end - ((<usize>width & 3) << 2); dst < fours; dst += 16) {
      const first = pairSums(v128.load(src), v128.load(src + stride));
      const second = pairSums(v128.load(src, 16), v128.load(src + stride, 16));
      const low = i16x8.shr_u(i16x8.add(first, half), 2);
      v128.store(dst, i8x16.narrow_i16x8_u(low, i16x8.shr_u(i16x8.add(second, half), 2)));
      src += 32;
    }
    for (; dst < end; dst += 4) {
      const sums = pairSums(v128.load64_zero(src), v128.load64_zero(src + stride));
      const levels = i16x8.shr_u(i16x8.add(sums, half), 2);
      store<u32>(dst, i32x4.extract_lane(i8x16.narrow_i16x8_u(levels, levels), 0));
      src += 8;
    }
    src += stride;
  }
}

/** The sums over two columns and two rows of four columns. */
function pairSums(upper: v128, lower: v128): v128 {
  const low = i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower));
  const high = i16x8.add(i16x8.extend_high_i8x16_u(upper), i16x8.extend_high_i8x16_u(lower));
  return i16x8.add(v128.shuffle<u64>(low, high, 0, 2), v128.shuffle<u64>(low, high, 1, 3));
}

function pickPixels(src: usize, dst: usize, width: i32, height: i32, columns: usize, rows: usize): void {
  for (let y = 0; y < height; y++) {
    const row = src + load<u32>(rows + (<usize>y << 3));
    for (let x = 0; x < width; x++) {
      store<u32>(dst, load<u32>(row + load<u32>(columns + (<usize>x << 3))));
      dst += 4;
    }
  }
}

/** Adds up weighted source rows as f32. The last group reaches up to 12 bytes beyond the source row, and 48 beyond `row`. */
function mixRows(src: usize, width: i32, row: usize, taps: usize, count: i32): void {
  for (let x = 0; x < width; x += 4) {
    let sum0 = f32x4.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    const at = src + (<usize>x << 2);
    for (let tap = 0; tap < count; tap++) {
      const entry = taps + (<usize>tap << 3);
      const weight = v128.load32_splat(entry, 4);
      const pixels = v128.load(at + load<u32>(entry));
      const low = i16x8.extend_low_i8x16_u(pixels);
      const high = i16x8.extend_high_i8x16_u(pixels);
      sum0 = multiplyAdd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), weight, sum0);
      sum1 = multiplyAdd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), weight, sum1);
      sum2 = multiplyAdd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), weight, sum2);
      sum3 = multiplyAdd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), weight, sum3);
    }
    v128.store(row, sum0);
    v128.store(row, sum1, 16);
    v128.store(row, sum2, 32);
    v128.store(row, sum3, 48);
    row += 64;
  }
}

function mixColumns(row: usize, dst: usize, width: i32, taps: usize, count: i32): void {
  for (let x = 0; x < width; x++) {
    let sum = f32x4.splat(0.5);
    for (let tap = 0; tap < count; tap++) {
      sum = multiplyAdd(v128.load(row + (<usize>load<u32>(taps) << 2)), v128.load32_splat(taps, 4), sum);
      taps += 8;
    }
    store<u32>(dst, packPixel(i32x4.trunc_sat_f32x4_s(f32x4.floor(sum))));
    dst += 4;
  }
}

function multiplyAdd(value: v128, weight: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(value, weight, sum);
  return f32x4.add(f32x4.mul(value, weight), sum);
}

/** One entry per tap: u32 byte offset of the source pixel or row (nearest one inside), f32 weight; unused taps weigh 0. */
function fillTable(table: usize, taps: i32, from: i32, to: i32, filter: i32, step: usize): void {
  const scale = <f64>from / <f64>to;
  for (let i = 0; i < to; i++) {
    const centre = (<f64>i + 0.5) * scale - 0.5;
    const first = firstTap(i, centre, scale, filter);
    let sum: f64 = 0;
    for (let tap = 0; tap < taps; tap++) sum += weightOf(i, first + tap, centre, scale, filter);
    for (let tap = 0; tap < taps; tap++) {
      const place = min(max(first + tap, 0), from - 1);
      store<u32>(table, <u32>(<usize>place * step));
      store<f32>(table, <f32>(weightOf(i, first + tap, centre, scale, filter) / sum), 4);
      table += 8;
    }
  }
}

function firstTap(i: i32, centre: f64, scale: f64, filter: i32): i32 {
  if (filter === BICUBIC) return <i32>Math.floor(centre) - 1;
  if (filter === LANCZOS) return <i32>Math.ceil(centre - 3 * Math.max(scale, 1));
  if (filter === AREA) return <i32>Math.floor(<f64>i * scale);
  return <i32>Math.floor((<f64>i + 0.5) * scale);
}

function weightOf(i: i32, place: i32, centre: f64, scale: f64, filter: i32): f64 {
  const distance = <f64>place - centre;
  if (filter === BICUBIC) return cubicWeight(distance);
  if (filter === LANCZOS) return lanczos3(distance / Math.max(scale, 1));
  if (filter === AREA) {
    const covered = Math.min((<f64>i + 1) * scale, <f64>place + 1) - Math.max(<f64>i * scale, <f64>place);
    return Math.max(covered, 0);
  }
  return 1;
}

function lanczos3(x: f64): f64 {
  if (Math.abs(x) < 1e-9) return 1;
  if (Math.abs(x) >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}
