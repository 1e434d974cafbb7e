/*
 * Shapes into masks.
 *
 * Computes: sets the pixels whose centres lie inside a box, an ellipse or a convex polygon.
 * Layout: one byte per pixel, rows without gaps.
 * Rounding: spans are solved per row in 64-bit floats; a centre on the outline is inside.
 * Cost: one memory.fill per row, and per row one square root (ellipse) or one division per edge (polygon).
 */
import { DONE, holds } from './status';

export function drawBox(mask: usize, width: i32, x0: i32, y0: i32, x1: i32, y1: i32, value: i32): i32 {
  assert(x0 >= 0 && x1 <= width && holds(mask, <usize>width * <usize>y1), 'the box lies in the mask');
  for (let y = y0; y < y1; y++) {
    memory.fill(mask + <usize>y * <usize>width + <usize>x0, <u8>value, <usize>(x1 - x0));
  }
  return DONE;
}

/** The quadratic form `xx*dx² + 2*xy*dx*dy + yy*dy² <= 1` around (x, y). */
export function drawEllipse(
  mask: usize,
  width: i32,
  height: i32,
  centreX: f64,
  centreY: f64,
  xx: f64,
  xy: f64,
  yy: f64,
  value: i32,
): i32 {
  for (let y = 0; y < height; y++) {
    const dy = <f64>y - centreY;
    const half = xy * dy;
    const discriminant = half * half - xx * (yy * dy * dy - 1);
    if (discriminant < 0) continue;
    const root = Math.sqrt(discriminant);
    fillSpan(mask, width, y, centreX + (-half - root) / xx, centreX + (-half + root) / xx, value);
  }
  return DONE;
}

/** `points`: f32 pairs of a convex polygon in either direction. */
export function drawPolygon(mask: usize, width: i32, height: i32, points: usize, count: i32, value: i32): i32 {
  for (let y = 0; y < height; y++) {
    let left: f64 = Infinity;
    let right: f64 = -Infinity;
    const at = <f64>y;
    for (let i = 0; i < count; i++) {
      const p = points + (<usize>i << 3);
      const q = points + ((i + 1 < count ? <usize>(i + 1) : 0) << 3);
      const px = <f64>load<f32>(p);
      const py = <f64>load<f32>(p, 4);
      const qx = <f64>load<f32>(q);
      const qy = <f64>load<f32>(q, 4);
      if (min(py, qy) > at || max(py, qy) < at) continue;
      if (py === qy) {
        left = min(left, min(px, qx));
        right = max(right, max(px, qx));
        continue;
      }
      const x = px + ((at - py) * (qx - px)) / (qy - py);
      left = min(left, x);
      right = max(right, x);
    }
    fillSpan(mask, width, y, left, right, value);
  }
  return DONE;
}

function fillSpan(mask: usize, width: i32, y: i32, left: f64, right: f64, value: i32): void {
  const first = max<f64>(Math.ceil(left), 0);
  const last = min<f64>(Math.floor(right), <f64>(width - 1));
  if (first > last) return;
  memory.fill(mask + <usize>y * <usize>width + <usize>first, <u8>value, <usize>(last - first) + 1);
}
