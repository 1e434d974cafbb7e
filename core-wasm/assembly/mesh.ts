/*
 * Textured triangles.
 *
 * Computes: for each pixel of `dst` that a triangle covers, the bilinear sample of `src` at its place in the texture.
 * Layout: RGBA; points as f32 pairs, depths as f32, indices as u16. Scratch: one f32 depth per pixel of the rectangle that
 *   holds the mesh, when depths are given.
 * Rounding: destination points are snapped to 1/256 pixel and the columns between the edges are found by exact division, so
 *   that neighbours leave neither hole nor overlap (a pixel on an edge belongs to the triangle whose top or left edge it is).
 *   Texture positions as in path.ts, depths rounded to f32.
 * Cost: three divisions per row of a triangle, one sample per covered pixel.
 */
import { DONE, EMPTY, holds } from './status';
import { packPixel, sampleAnywhere, sampleInside } from './sample';

export function warpMesh(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  from: usize,
  to: usize,
  depth: usize,
  triangles: usize,
  count: i32,
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  const deep = depth !== 0;
  if (deep) clearDepths(scratch, dstWidth * dstHeight);
  for (let i = 0; i < count; i++) {
    const p = <usize>load<u16>(triangles);
    const q = <usize>load<u16>(triangles, 2);
    const r = <usize>load<u16>(triangles, 4);
    triangles += 6;
    drawTriangle(
      src,
      srcWidth,
      srcHeight,
      dst,
      dstWidth,
      dstHeight,
      from,
      to,
      p << 3,
      q << 3,
      r << 3,
      deep ? load<f32>(depth + (p << 2)) : 0,
      deep ? load<f32>(depth + (q << 2)) : 0,
      deep ? load<f32>(depth + (r << 2)) : 0,
      deep ? scratch : 0,
    );
  }
  return DONE;
}

function clearDepths(depths: usize, count: i32): void {
  const farthest = f32x4.splat(Infinity);
  for (let i = 0; i < count; i += 4) v128.store(depths + (<usize>i << 2), farthest);
}

/** To 1/256 pixel, as a whole number. */
function snap(value: f32): f64 {
  return Math.floor(<f64>value * 256 + 0.5);
}

function drawTriangle(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  from: usize,
  to: usize,
  p: usize,
  q: usize,
  r: usize,
  depthP: f32,
  depthQ: f32,
  depthR: f32,
  depths: usize,
): void {
  const px = snap(load<f32>(to + p));
  const py = snap(load<f32>(to + p, 4));
  const qx = snap(load<f32>(to + q));
  const qy = snap(load<f32>(to + q, 4));
  const rx = snap(load<f32>(to + r));
  const ry = snap(load<f32>(to + r, 4));
  if ((qx - px) * (ry - py) - (qy - py) * (rx - px) <= 0) return;

  // Planes through the corners: how texture position and depth change per pixel.
  const qdx = (qx - px) / 256;
  const qdy = (qy - py) / 256;
  const rdx = (rx - px) / 256;
  const rdy = (ry - py) / 256;
  const area = qdx * rdy - rdx * qdy;
  const u = <f64>load<f32>(from + p);
  const v = <f64>load<f32>(from + p, 4);
  const z = <f64>depthP;
  const uq = <f64>load<f32>(from + q) - u;
  const ur = <f64>load<f32>(from + r) - u;
  const vq = <f64>load<f32>(from + q, 4) - v;
  const vr = <f64>load<f32>(from + r, 4) - v;
  const zq = <f64>depthQ - z;
  const zr = <f64>depthR - z;
  const ux = (uq * rdy - ur * qdy) / area;
  const uy = (ur * qdx - uq * rdx) / area;
  const vx = (vq * rdy - vr * qdy) / area;
  const vy = (vr * qdx - vq * rdx) / area;
  const zx = (zq * rdy - zr * qdy) / area;
  const zy = (zr * qdx - zq * rdx) / area;
  const originX = px / 256;
  const originY = py / 256;
  // Both texture coordinates side by side, in 1/32 pixel: a power of two changes no digit.
  const perPixel = f64x2.replace_lane(f64x2.splat(ux * 32), 1, vx * 32);

  const x0 = <i32>Math.max(Math.ceil(min(min(px, qx), rx) / 256), 0);
  const x1 = <i32>Math.min(Math.floor(max(max(px, qx), rx) / 256), <f64>(dstWidth - 1));
  const y0 = <i32>Math.max(Math.ceil(min(min(py, qy), ry) / 256), 0);
  const y1 = <i32>Math.min(Math.floor(max(max(py, qy), ry) / 256), <f64>(dstHeight - 1));
  const stride = <usize>srcWidth << 2;
  const innerRight = <u32>((srcWidth - 1) << 5);
  const innerBottom = <u32>((srcHeight - 1) << 5);
  const left = <f64>x0 * 256;
  const step0 = (qy - py) * 256;
  const step1 = (ry - qy) * 256;
  const step2 = (py - ry) * 256;
  const top = <f64>y0 * 256;
  let side0 = edgeAt(px, py, qx, qy, left, top);
  let side1 = edgeAt(qx, qy, rx, ry, left, top);
  let side2 = edgeAt(rx, ry, px, py, left, top);
  for (let y = y0; y <= y1; y++) {
    const first = x0 + max(max(before(side0, step0), before(side1, step1)), before(side2, step2));
    const last = min(x1, x0 + min(min(until(side0, step0), until(side1, step1)), until(side2, step2)));
    const dy = <f64>y - originY;
    const row = f64x2.replace_lane(f64x2.splat((u + uy * dy) * 32), 1, (v + vy * dy) * 32);
    const rowZ = z + zy * dy;
    for (let x = first; x <= last; x++) {
      const dx = <f64>x - originX;
      const at = <usize>(y * dstWidth + x) << 2;
      if (depths !== 0 && !nearer(depths + at, <f32>(zx * dx + rowZ))) continue;
      const place = toGrid(f64x2.add(f64x2.mul(perPixel, f64x2.splat(dx)), row));
      const gridX = i32x4.extract_lane(place, 0);
      const gridY = i32x4.extract_lane(place, 2);
      const inside = <u32>gridX < innerRight && <u32>gridY < innerBottom;
      const levels = inside
        ? sampleInside(src, stride, gridX, gridY)
        : sampleAnywhere(src, srcWidth, srcHeight, gridX, gridY, true);
      store<u32>(dst + at, packPixel(levels));
    }
    side0 += (qx - px) * 256;
    side1 += (rx - qx) * 256;
    side2 += (px - rx) * 256;
  }
}

/** Rounds two numbers half up to whole ones, which then stand in the low halves of their lanes. */
function toGrid(places: v128): v128 {
  const whole = f64x2.floor(f64x2.add(places, f64x2.splat(0.5)));
  // Adding 3 * 2^51 leaves a number's whole part in the low bits.
  return f64x2.add(whole, f64x2.splat(6755399441055744));
}

/** 0 or more where a point lies on the inner side of an edge, or on the edge itself when it is a top or left one. Exact: below 2^53. */
function edgeAt(fromX: f64, fromY: f64, toX: f64, toY: f64, x: f64, y: f64): f64 {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const topOrLeft = dy < 0 || (dy === 0 && dx > 0);
  return dx * (y - fromY) - dy * (x - fromX) - (topOrLeft ? 0 : 1);
}

/** More columns than any picture has. */
const beyond: i32 = 1 << 24;

/** How many columns lie before an edge whose side falls by `step` per column. */
function before(side: f64, step: f64): i32 {
  if (side >= 0 || step >= 0) return 0;
  const columns = side / step;
  return columns < <f64>beyond ? <i32>Math.ceil(columns) : beyond;
}

/** The last column that is not behind it; -1 when none is. */
function until(side: f64, step: f64): i32 {
  if (side < 0) return step < 0 ? beyond : -1;
  if (step <= 0) return beyond;
  const columns = side / step;
  return columns < <f64>beyond ? <i32>columns : beyond;
}

/** Whether a depth is below the one kept, which it then replaces. */
function nearer(kept: usize, depth: f32): bool {
  if (depth >= load<f32>(kept)) return false;
  store<f32>(kept, depth);
  return true;
}
