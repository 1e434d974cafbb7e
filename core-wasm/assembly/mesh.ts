/*
 * Textured triangles.
 *
 * Computes: for each pixel of `dst` that a triangle covers, the bilinear sample of `src` at its place in the texture.
 * Layout: RGBA; points as f32 pairs, depths as f32, indices as u16. Scratch: one f32 depth per pixel of the rectangle that
 *   holds the mesh, when depths are given.
 * Rounding: destination points are snapped to 1/256 pixel and edges are tested in 64-bit integers, so that neighbours leave
 *   neither hole nor overlap (a pixel on an edge belongs to the triangle whose top or left edge it is). Texture positions
 *   as in sample.ts, depths rounded to f32.
 * Cost: three additions per pixel of a triangle's bounding box, one sample per covered pixel.
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

function snap(value: f32): i64 {
  return <i64>Math.floor(<f64>value * 256 + 0.5);
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
  const qdx = <f64>(qx - px) / 256;
  const qdy = <f64>(qy - py) / 256;
  const rdx = <f64>(rx - px) / 256;
  const rdy = <f64>(ry - py) / 256;
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
  const originX = <f64>px / 256;
  const originY = <f64>py / 256;

  const x0 = <i32>max<i64>((min(min(px, qx), rx) + 255) >> 8, 0);
  const x1 = <i32>min<i64>(max(max(px, qx), rx) >> 8, dstWidth - 1);
  const y0 = <i32>max<i64>((min(min(py, qy), ry) + 255) >> 8, 0);
  const y1 = <i32>min<i64>(max(max(py, qy), ry) >> 8, dstHeight - 1);
  const stride = <usize>srcWidth << 2;
  const innerRight = (srcWidth - 1) << 5;
  const innerBottom = (srcHeight - 1) << 5;
  for (let y = y0; y <= y1; y++) {
    const atX = <i64>x0 << 8;
    const atY = <i64>y << 8;
    let side0 = edgeAt(px, py, qx, qy, atX, atY);
    let side1 = edgeAt(qx, qy, rx, ry, atX, atY);
    let side2 = edgeAt(rx, ry, px, py, atX, atY);
    const step0 = (qy - py) << 8;
    const step1 = (ry - qy) << 8;
    const step2 = (py - ry) << 8;
    const rowU = u + uy * (<f64>y - originY);
    const rowV = v + vy * (<f64>y - originY);
    const rowZ = z + zy * (<f64>y - originY);
    let at = y * dstWidth + x0;
    for (let x = x0; x <= x1; x++) {
      if ((side0 | side1 | side2) >= 0) {
        const dx = <f64>x - originX;
        if (depths === 0 || nearer(depths + (<usize>at << 2), <f32>(zx * dx + rowZ))) {
          const gridX = <i32>Math.floor((ux * dx + rowU) * 32 + 0.5);
          const gridY = <i32>Math.floor((vx * dx + rowV) * 32 + 0.5);
          const inside = <u32>gridX < <u32>innerRight && <u32>gridY < <u32>innerBottom;
          const levels = inside
            ? sampleInside(src, stride, gridX, gridY)
            : sampleAnywhere(src, srcWidth, srcHeight, gridX, gridY, true);
          store<u32>(dst + (<usize>at << 2), packPixel(levels));
        }
      }
      side0 -= step0;
      side1 -= step1;
      side2 -= step2;
      at++;
    }
  }
}

/** 0 or more where a point lies on the inner side of an edge, or on the edge itself when it is a top or left one. */
function edgeAt(fromX: i64, fromY: i64, toX: i64, toY: i64, x: i64, y: i64): i64 {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const topOrLeft = dy < 0 || (dy === 0 && dx > 0);
  return dx * (y - fromY) - dy * (x - fromX) - (topOrLeft ? 0 : 1);
}

/** Whether a depth is below the one kept, which it then replaces. */
function nearer(kept: usize, depth: f32): bool {
  if (depth >= load<f32>(kept)) return false;
  store<f32>(kept, depth);
  return true;
}
