/**
 * Coordinates are pixels of the picture in question: origin top-left, x to the right, y down,
 * and the centre of the first pixel is (0, 0), as OpenCV has it.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in pixels. `x`, `y` is its top-left corner; the right and bottom edges are `x + width`, `y + height`. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A 2x3 affine transform, `x' = a*x + b*y + tx`, `y' = c*x + d*y + ty`.
 * A field or argument of this type is always named after what it maps, such as `frameToCrop`.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly c: number;
  readonly d: number;
  readonly ty: number;
}

export const identity: Affine = { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 };

export function applyAffine(t: Affine, p: Point): Point {
  return { x: t.a * p.x + t.b * p.y + t.tx, y: t.c * p.x + t.d * p.y + t.ty };
}

/** The transform that applies `first`, then `second`. */
export function composeAffine(first: Affine, second: Affine): Affine {
  return {
    a: second.a * first.a + second.b * first.c,
    b: second.a * first.b + second.b * first.d,
    tx: second.a * first.tx + second.b * first.ty + second.tx,
    c: second.c * first.a + second.d * first.c,
    d: second.c * first.b + second.d * first.d,
    ty: second.c * first.tx + second.d * first.ty + second.ty,
  };
}

/**
 * The inverse transform.
 * @throws RangeError when the transform has no inverse or holds a value that is not finite.
 */
export function invertAffine(t: Affine): Affine {
  const det = t.a * t.d - t.b * t.c;
  if (!Number.isFinite(det) || Math.abs(det) < 1e-12 || !Number.isFinite(t.tx) || !Number.isFinite(t.ty)) {
    throw new RangeError(`Expected an invertible transform but received determinant ${det}`);
  }
  const a = t.d / det;
  const b = -t.b / det;
  const c = -t.c / det;
  const d = t.a / det;
  return { a, b, tx: -(a * t.tx + b * t.ty), c, d, ty: -(c * t.tx + d * t.ty) };
}

/** The uniform scale of a similarity transform: lengths in the result per length in the source. */
export function affineScale(t: Affine): number {
  return Math.sqrt(Math.abs(t.a * t.d - t.b * t.c));
}

/**
 * The similarity transform (scale, rotation, translation; no reflection) that maps `from` onto `to`
 * with the least squared error (S. Umeyama, 1991, in the plane).
 * @throws RangeError for fewer than two pairs, or points that all coincide.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Affine {
  const count = Math.min(from.length, to.length);
  if (count < 2) throw new RangeError(`Expected at least 2 point pairs but received ${count}`);
  const fromCentre = centroid(from, count);
  const toCentre = centroid(to, count);
  let dot = 0;
  let cross = 0;
  let norm = 0;
  for (let i = 0; i < count; i++) {
    const px = from[i]!.x - fromCentre.x;
    const py = from[i]!.y - fromCentre.y;
    const qx = to[i]!.x - toCentre.x;
    const qy = to[i]!.y - toCentre.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    norm += px * px + py * py;
  }
  if (norm < 1e-12) throw new RangeError('Expected points that differ but all of them coincide');
  const a = dot / norm;
  const c = cross / norm;
  return {
    a,
    b: -c,
    tx: toCentre.x - (a * fromCentre.x - c * fromCentre.y),
    c,
    d: a,
    ty: toCentre.y - (c * fromCentre.x + a * fromCentre.y),
  };
}

/** The smallest rectangle that holds every point of `[x0, y0, x1, y1, …]`, read with the given stride. */
export function boundsOf(points: ArrayLike<number>, stride = 2): Rect {
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (let i = 0; i + 1 < points.length; i += stride) {
    x0 = Math.min(x0, points[i]!);
    y0 = Math.min(y0, points[i + 1]!);
    x1 = Math.max(x1, points[i]!);
    y1 = Math.max(y1, points[i + 1]!);
  }
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** Intersection over union of two rectangles, 0..1. */
export function intersectionOverUnion(p: Rect, q: Rect): number {
  const width = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const height = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (p.width * p.height + q.width * q.height - shared);
}

function centroid(points: readonly Point[], count: number): Point {
  let x = 0;
  let y = 0;
  for (let i = 0; i < count; i++) {
    x += points[i]!.x / count;
    y += points[i]!.y / count;
  }
  return { x, y };
}
