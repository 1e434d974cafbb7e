/*
 * Gaussian blurs on a reduced picture: the parts that masks and pictures share.
 *
 * Computes: halving by [1 3 3 1] / 8 along both axes, a symmetric convolution where the picture is smallest, and doubling by
 *   [1 3 3 1] / 4. All three add up to a Gaussian (gaussian-pyramid.ts chooses how often and with which weights). A picture's
 *   odd side is halved at its pixels instead of between them, by [1 4 6 4 1] / 16, and doubled by [1 4 6 4 1] / 8.
 * Layout: planes of 16-bit values of 1/128 level, of one channel or four. A reduced side has an even number of values, the
 *   first of which lies one pixel before the picture where that is needed: so it lies in the middle of the larger one, and
 *   a mirrored picture has a mirrored blur, exactly. A reduced plane reaches two values further on every side: one that may
 *   still see the inside, and one of the edge alone, which stands for all further ones. So the outside is the nearest edge
 *   pixel at every size, exactly.
 * Rounding: halving and doubling by rounded averages, which keep a flat area flat; the convolution in 32 bits, rounded once.
 * Cost per value of the full size: about 4 vector operations on eight values for halving and as many for doubling, a quarter
 *   of 8 per tap pair for one halving, a sixteenth for two.
 */

/** Binary places of a level in the planes. */
export const levelBits: i32 = 7;

/** Values beyond the picture on every side of a reduced plane. */
const rim: i32 = 2;

/** Bytes before and after a line in which its ends are repeated. */
export const lineMargin: usize = 128;

/** Length of a line of the picture after it was halved `level` times, rim included. */
export function lengthAt(length: i32, level: i32): i32 {
  for (let i = 0; i < level; i++) length = halfOf(length);
  return level === 0 ? length : length + 2 * rim;
}

/** Values of half a line, without a rim: an even number. */
function halfOf(length: i32): i32 {
  return ((length + 3) >> 2) << 1;
}

/** Pixels by which half a line begins before the line: where two values fewer were an odd number. */
function leadOf(length: i32): i32 {
  return ((length + 1) >> 1) & 1;
}

/** Bytes from row to row, an odd number of cache lines: a column then does not fall into a few sets of the cache. */
export function planeStride(width: i32, pixelBytes: i32): usize {
  return ((<usize>(width * pixelBytes) + 127) & ~127) + 64;
}

/** Bytes for a line of any plane, with its margins. */
export function lineBytes(width: i32, pixelBytes: i32): usize {
  return (<usize>((width + 8) * pixelBytes) + 2 * lineMargin + 63) & ~63;
}

/** Where the plane of a level begins: that of level 0 or 1 at `planes`, each behind the larger one. */
export function planeAt(planes: usize, width: i32, height: i32, pixelBytes: i32, level: i32): usize {
  for (let larger = 1; larger < level; larger++) {
    planes += planeStride(lengthAt(width, larger), pixelBytes) * <usize>lengthAt(height, larger);
  }
  return planes;
}

/** Bytes of the planes for a picture halved `levels` times; with none, of one plane of its own size. */
export function pyramidBytes(width: i32, height: i32, pixelBytes: i32, levels: i32, taps: i32): usize {
  const rows = lengthAt(height, levels) + 2 * taps + 1;
  const smallest = planeStride(lengthAt(width, levels), pixelBytes) * <usize>rows;
  return planeAt(0, width, height, pixelBytes, levels) + smallest + 64;
}

/** Repeats the first and last of `count` pixels before and after a line. */
export function extendLine(line: usize, count: i32, pixelBytes: i32): void {
  const last = line + <usize>((count - 1) * pixelBytes);
  const wide = pixelBytes === 8;
  const before = wide ? v128.load64_splat(line) : v128.load16_splat(line);
  const after = wide ? v128.load64_splat(last) : v128.load16_splat(last);
  const end = last + <usize>pixelBytes;
  for (let at: usize = 0; at < lineMargin; at += 16) {
    v128.store(line - lineMargin + at, before);
    v128.store(end + at, after);
  }
}

/** (1 of the outer two + 3 of the inner two) / 8 each, from averages. */
function halve(p: v128, q: v128, r: v128, s: v128): v128 {
  const inner = i16x8.avgr_u(q, r);
  return i16x8.avgr_u(i16x8.avgr_u(i16x8.avgr_u(p, s), inner), inner);
}

/** (1 of the outer two + 4 of the next two + 6 of the middle) / 16, from averages. */
function halveAtPixel(p: v128, q: v128, r: v128, s: v128, t: v128): v128 {
  const outer = i16x8.avgr_u(i16x8.avgr_u(i16x8.avgr_u(p, t), r), r);
  return i16x8.avgr_u(i16x8.avgr_u(q, s), outer);
}

/** Four rows of `count` bytes into one line of values. */
function halveByteRows(p: usize, q: usize, r: usize, s: usize, line: usize, count: i32): void {
  for (let x = 0; x < count; x += 8) {
    const at = <usize>x;
    const inner = i16x8.add(v128.load_ext<u8>(q + at), v128.load_ext<u8>(r + at));
    const outer = i16x8.add(v128.load_ext<u8>(p + at), v128.load_ext<u8>(s + at));
    const sum = i16x8.add(i16x8.add(outer, inner), i16x8.shl(inner, 1));
    v128.store(line + (at << 1), i16x8.shl(sum, levelBits - 3));
  }
}

/** Five rows of `count` bytes into one line of values. */
function halveByteRowsAtPixel(p: usize, q: usize, r: usize, s: usize, t: usize, line: usize, count: i32): void {
  for (let x = 0; x < count; x += 8) {
    const at = <usize>x;
    const outer = i16x8.add(v128.load_ext<u8>(p + at), v128.load_ext<u8>(t + at));
    const beside = i16x8.add(v128.load_ext<u8>(q + at), v128.load_ext<u8>(s + at));
    const middle = v128.load_ext<u8>(r + at);
    const inner = i16x8.add(i16x8.shl(i16x8.add(beside, middle), 2), i16x8.shl(middle, 1));
    v128.store(line + (at << 1), i16x8.shl(i16x8.add(outer, inner), levelBits - 4));
  }
}

/** Four rows of `bytes` bytes of values into one. */
function halveRows(p: usize, q: usize, r: usize, s: usize, line: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(line + at, halve(v128.load(p + at), v128.load(q + at), v128.load(r + at), v128.load(s + at)));
  }
}

/** Halves a line into `count` pixels; the first one's four taps begin at `src`. */
function halveLine(src: usize, dst: usize, count: i32, pixelBytes: i32): void {
  if (pixelBytes === 8) {
    for (let i = 0; i < count; i += 2) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      const first = v128.shuffle<u64>(a, b, 0, 2);
      const second = v128.shuffle<u64>(a, b, 1, 3);
      v128.store(dst, halve(first, second, v128.shuffle<u64>(b, c, 0, 2), v128.shuffle<u64>(b, c, 1, 3)));
      src += 32;
      dst += 16;
    }
    return;
  }
  const rising = i32x4.splat(1 | (3 << 16));
  const falling = i32x4.splat(3 | (1 << 16));
  const half = i32x4.splat(4);
  for (let i = 0; i < count; i += 8) {
    const low = i32x4.add(
      i32x4.dot_i16x8_s(v128.load(src), rising),
      i32x4.dot_i16x8_s(v128.load(src, 4), falling),
    );
    const high = i32x4.add(
      i32x4.dot_i16x8_s(v128.load(src, 16), rising),
      i32x4.dot_i16x8_s(v128.load(src, 20), falling),
    );
    v128.store(
      dst,
      i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), 3), i32x4.shr_s(i32x4.add(high, half), 3)),
    );
    src += 32;
    dst += 16;
  }
}

/** As `halveLine` for a line of odd length; the first pixel's five taps begin at `src`. */
function halveLineAtPixels(src: usize, dst: usize, count: i32, pixelBytes: i32): void {
  if (pixelBytes === 8) {
    for (let i = 0; i < count; i += 2) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      const middle = v128.shuffle<u64>(b, c, 0, 2);
      const last = v128.shuffle<u64>(c, v128.load(src, 48), 0, 2);
      const second = v128.shuffle<u64>(a, b, 1, 3);
      v128.store(
        dst,
        halveAtPixel(v128.shuffle<u64>(a, b, 0, 2), second, middle, v128.shuffle<u64>(b, c, 1, 3), last),
      );
      src += 32;
      dst += 16;
    }
    return;
  }
  const half = i32x4.splat(8);
  for (let i = 0; i < count; i += 8) {
    v128.store(
      dst,
      i16x8.narrow_i32x4_s(
        i32x4.shr_s(i32x4.add(fiveTaps(src), half), 4),
        i32x4.shr_s(i32x4.add(fiveTaps(src + 16), half), 4),
      ),
    );
    src += 32;
    dst += 16;
  }
}

/** Four sums of five values each, 1 4 6 4 1 times, two values apart. */
function fiveTaps(src: usize): v128 {
  const inner = i32x4.add(
    i32x4.dot_i16x8_s(v128.load(src), i32x4.splat(1 | (4 << 16))),
    i32x4.dot_i16x8_s(v128.load(src, 4), i32x4.splat(6 | (4 << 16))),
  );
  return i32x4.add(inner, i32x4.dot_i16x8_s(v128.load(src, 8), i32x4.splat(1)));
}

/** Bytes into values. */
export function widenRow(row: usize, line: usize, count: i32): void {
  for (let x: usize = 0; x < <usize>count; x += 8) {
    v128.store(line + (x << 1), i16x8.shl(v128.load_ext<u8>(row + x), levelBits));
  }
}

/** Row `y` of the first halved plane, from the picture's bytes. `line` has its margins. */
export function halvedBytes(
  src: usize,
  width: i32,
  height: i32,
  y: i32,
  dst: usize,
  channels: i32,
  line: usize,
): void {
  const bytes = width * channels;
  const stride = <usize>bytes;
  const last = height - 1;
  const row = 2 * (y - rim) - leadOf(height);
  const q = src + <usize>min(max(row - 1, 0), last) * stride;
  const r = src + <usize>min(max(row, 0), last) * stride;
  const s = src + <usize>min(max(row + 1, 0), last) * stride;
  const t = src + <usize>min(max(row + 2, 0), last) * stride;
  if ((height & 1) === 0) halveByteRows(q, r, s, t, line, bytes);
  else halveByteRowsAtPixel(src + <usize>min(max(row - 2, 0), last) * stride, q, r, s, t, line, bytes);
  const pixelBytes = channels << 1;
  extendLine(line, width, pixelBytes);
  const columns = lengthAt(width, 1);
  const first = line - <usize>((2 * rim + 1 + leadOf(width)) * pixelBytes);
  if ((width & 1) === 0) halveLine(first, dst, columns, pixelBytes);
  else halveLineAtPixels(first - <usize>pixelBytes, dst, columns, pixelBytes);
}

/** Row `y` of the next halved plane, from one of `width` x `height` (rim included). `line` has its margins. */
export function halvedRow(src: usize, width: i32, height: i32, y: i32, dst: usize, pixelBytes: i32, line: usize): void {
  const stride = planeStride(width, pixelBytes);
  const last = height - 1;
  const row = 2 * y - rim - leadOf(height);
  const p = src + <usize>min(max(row - 1, 0), last) * stride;
  const q = src + <usize>min(max(row, 0), last) * stride;
  const r = src + <usize>min(max(row + 1, 0), last) * stride;
  const s = src + <usize>min(max(row + 2, 0), last) * stride;
  halveRows(p, q, r, s, line, <usize>(width * pixelBytes));
  extendLine(line, width, pixelBytes);
  halveLine(line - <usize>((rim + 1 + leadOf(width)) * pixelBytes), dst, nextLength(width), pixelBytes);
}

/** Length of a halved line of a plane, both with their rims. */
function nextLength(length: i32): i32 {
  return halfOf(length - 2 * rim) + 2 * rim;
}

/** One row between two of a reduced plane, a quarter of the way from `near` to `other`. */
function mixRows(near: usize, other: usize, line: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(line + at, nearer(v128.load(near + at), v128.load(other + at)));
  }
}

/** One row where a row of a reduced plane is, with an eighth of both beside it. */
function mixAround(before: usize, here: usize, after: usize, line: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const beside = i16x8.avgr_u(v128.load(before + at), v128.load(after + at));
    v128.store(line + at, nearer(v128.load(here + at), beside));
  }
}

/** One row half way between two of a reduced plane. */
function mixHalf(p: usize, q: usize, line: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(line + at, i16x8.avgr_u(v128.load(p + at), v128.load(q + at)));
  }
}

/** Three quarters of one and a quarter of the other. */
function nearer(near: v128, other: v128): v128 {
  return i16x8.avgr_u(i16x8.avgr_u(near, other), near);
}

/**
 * Doubles a line into `count` pixels at `dst`, and writes one before it where the halves begin one earlier; the value before
 * the first pixel's own is at `src`.
 */
export function doubleLine(src: usize, dst: usize, count: i32, pixelBytes: i32): void {
  const lead = leadOf(count);
  const odd = (count & 1) === 1;
  dst -= <usize>(lead * pixelBytes);
  count += lead;
  if (pixelBytes === 8) {
    for (let i = 0; i < count; i += 4) {
      const before = v128.load(src);
      const here = v128.load(src, 8);
      const after = v128.load(src, 16);
      const even = nearer(here, odd ? i16x8.avgr_u(before, after) : before);
      const next = odd ? i16x8.avgr_u(here, after) : nearer(here, after);
      v128.store(dst, v128.shuffle<u64>(even, next, 0, 2));
      v128.store(dst, v128.shuffle<u64>(even, next, 1, 3), 16);
      src += 16;
      dst += 32;
    }
    return;
  }
  for (let i = 0; i < count; i += 16) {
    const before = v128.load(src);
    const here = v128.load(src, 2);
    const after = v128.load(src, 4);
    const even = nearer(here, odd ? i16x8.avgr_u(before, after) : before);
    const next = odd ? i16x8.avgr_u(here, after) : nearer(here, after);
    v128.store(dst, lowPairs(even, next));
    v128.store(dst, highPairs(even, next), 16);
    src += 16;
    dst += 32;
  }
}

/** Fills a plane, rim included, from its halved one. */
export function doublePlane(src: usize, dst: usize, width: i32, height: i32, pixelBytes: i32, line: usize): void {
  const columns = nextLength(width);
  for (let y = 0; y < height; y++) {
    mixedRow(src, columns, height, y - rim, pixelBytes, line);
    doubleLine(line, dst, width, pixelBytes);
    dst += planeStride(width, pixelBytes);
  }
}

/**
 * Row `y` of the picture (or plane, its rim having negative rows) from the halved plane of `columns` columns; not yet doubled
 * along itself. `height`: that of the picture, or of the plane, rim included.
 */
export function mixedRow(src: usize, columns: i32, height: i32, y: i32, pixelBytes: i32, line: usize): void {
  const stride = planeStride(columns, pixelBytes);
  const bytes = <usize>(columns * pixelBytes);
  const place = y + leadOf(height);
  const here = src + <usize>((place >> 1) + rim) * stride;
  const above = here - stride;
  const below = here + stride;
  const between = (place & 1) === 1;
  if ((height & 1) === 0) mixRows(here, between ? below : above, line, bytes);
  else if (between) mixHalf(here, below, line, bytes);
  else mixAround(above, here, below, line, bytes);
}

export function lowPairs(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11);
}

export function highPairs(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 4, 12, 5, 13, 6, 14, 7, 15);
}
