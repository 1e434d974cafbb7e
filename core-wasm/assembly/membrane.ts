/*
 * The membrane through the values around a region, and seamless cloning with it.
 *
 * Computes: inside the region the solution of the Laplace equation, each pixel being the mean of its neighbours. Seamless
 *   cloning (P. Pérez et al., Poisson image editing, 2003) adds the membrane of the differences at the border to the source.
 * Layout: up to four planes of f32, or RGBA; masks of one byte per pixel. Everything happens in a box around the region, one
 *   pixel wider than it, in scratch: about 34 bytes per pixel of the box.
 * Rounding: 32-bit floats, solved until about 1/1024 of the largest given value seems to be missing (1/4096 with an
 *   anchor), or 1/4 level of a picture.
 * Cost: see multigrid.ts.
 */
import { gridsBytes, layOut, valueStride, valuesOf } from './grid';
import { solve } from './multigrid';
import { markRegion, regionScratch } from './region';
import { packPixel } from './sample';
import { DONE, EMPTY, holds } from './status';

/** Writes the smallest box (x0, y0, x1, y1, excluding the last two) that holds the region and its neighbours. */
export function regionBox(region: usize, width: i32, height: i32, result: usize): i32 {
  if (width < 1 || height < 1) return EMPTY;
  assert(holds(region, <usize>width * <usize>height), 'the region lies in memory');
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = region + <usize>y * <usize>width;
    let first = 0;
    while (first < width && load<u8>(row + <usize>first) === 0) first += skip(row + <usize>first, width - first);
    if (first >= width) continue;
    let last = width - 1;
    while (load<u8>(row + <usize>last) === 0) last--;
    left = min(left, first);
    right = max(right, last);
    top = min(top, y);
    bottom = y;
  }
  store<i32>(result, max(left - 1, 0));
  store<i32>(result, max(top - 1, 0), 4);
  store<i32>(result, right < 0 ? 0 : min(right + 2, width), 8);
  store<i32>(result, bottom < 0 ? 0 : min(bottom + 2, height), 12);
  return DONE;
}

/** How many zeros may be passed over at once. */
function skip(at: usize, left: i32): i32 {
  return left >= 8 && load<u64>(at) === 0 ? 8 : 1;
}

export function membraneScratch(width: i32, height: i32): usize {
  return gridsBytes(width, height) + regionScratch(width, height) + 128;
}

/**
 * Replaces the values of the region in `channels` planes of `width` x `height`; the box is that of `regionBox`. `anchor` is
 * 0, or a mask of the pixels outside the region whose values count.
 */
export function membrane(
  field: usize,
  channels: i32,
  width: i32,
  height: i32,
  region: usize,
  anchor: usize,
  x0: i32,
  y0: i32,
  x1: i32,
  y1: i32,
  scratch: usize,
): i32 {
  if (x1 <= x0 || y1 <= y0) return EMPTY;
  assert(holds(field, (<usize>width * <usize>height * <usize>channels) << 2), 'the field lies in memory');
  assert(holds(region, <usize>width * <usize>height), 'the region lies in memory');
  const coarsest = layOut(scratch, x1 - x0, y1 - y0);
  const free = scratch + gridsBytes(x1 - x0, y1 - y0);
  markRegion(scratch, region, anchor, <usize>width, x0, y0, free);
  const plane = (<usize>width * <usize>height) << 2;
  const wide = valueStride(x1 - x0);
  let most = i32x4.splat(0);
  for (let y = y0; y < y1; y++) {
    let to = valuesOf(scratch) + <usize>(y - y0) * wide;
    for (let x = x0; x < x1; x++) {
      const at = <usize>y * <usize>width + <usize>x;
      if (load<u8>(region + at) === 0 && (anchor === 0 || load<u8>(anchor + at) !== 0)) {
        const from = field + (at << 2);
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(to + (<usize>channel << 2), load<f32>(from + <usize>channel * plane));
        }
        most = f32x4.pmax(most, f32x4.abs(v128.load(to)));
      }
      to += 16;
    }
  }
  // Free edges slow the cycles down, which then seem to be done too soon.
  const part = f32x4.splat(anchor === 0 ? 1 / 1024 : 1 / 4096);
  solve(scratch, coarsest, f32x4.add(f32x4.mul(most, part), f32x4.splat(1e-30)), free);
  for (let y = y0; y < y1; y++) {
    let from = valuesOf(scratch) + <usize>(y - y0) * wide;
    for (let x = x0; x < x1; x++) {
      const at = <usize>y * <usize>width + <usize>x;
      if (load<u8>(region + at) !== 0) {
        const to = field + (at << 2);
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(to + <usize>channel * plane, load<f32>(from + (<usize>channel << 2)));
        }
      }
      from += 16;
    }
  }
  return DONE;
}

/** Replaces the region of `dst` by `src`, shifted smoothly so that it meets `dst` all around. Alpha is left alone. */
export function seamlessClone(
  dst: usize,
  src: usize,
  width: i32,
  height: i32,
  region: usize,
  x0: i32,
  y0: i32,
  x1: i32,
  y1: i32,
  scratch: usize,
): i32 {
  if (x1 <= x0 || y1 <= y0) return EMPTY;
  const bytes = (<usize>width * <usize>height) << 2;
  assert(holds(dst, bytes) && holds(src, bytes), 'both pictures lie in memory');
  assert(holds(region, <usize>width * <usize>height), 'the region lies in memory');
  const coarsest = layOut(scratch, x1 - x0, y1 - y0);
  const free = scratch + gridsBytes(x1 - x0, y1 - y0);
  markRegion(scratch, region, 0, <usize>width, x0, y0, free);
  const wide = valueStride(x1 - x0);
  for (let y = y0; y < y1; y++) {
    let to = valuesOf(scratch) + <usize>(y - y0) * wide;
    for (let x = x0; x < x1; x++) {
      const at = <usize>y * <usize>width + <usize>x;
      if (load<u8>(region + at) === 0) {
        v128.store(to, f32x4.sub(coloursOf(dst + (at << 2)), coloursOf(src + (at << 2))));
      }
      to += 16;
    }
  }
  solve(scratch, coarsest, f32x4.splat(0.25), free);
  for (let y = y0; y < y1; y++) {
    let from = valuesOf(scratch) + <usize>(y - y0) * wide;
    for (let x = x0; x < x1; x++) {
      const at = <usize>y * <usize>width + <usize>x;
      if (load<u8>(region + at) !== 0) {
        const sum = f32x4.add(coloursOf(src + (at << 2)), v128.load(from));
        const levels = packPixel(i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(sum, f32x4.splat(0.5)))));
        const under = load<u32>(dst + (at << 2));
        store<u32>(dst + (at << 2), (levels & 0xffffff) | (under & 0xff000000));
      }
      from += 16;
    }
  }
  return DONE;
}

/** Red, green and blue of a pixel, and 0. */
function coloursOf(at: usize): v128 {
  const pixel = i32x4.splat(load<u32>(at) & 0xffffff);
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(pixel)));
}
