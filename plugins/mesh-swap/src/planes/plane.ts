/** One float per pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export function createPlane(width: number, height: number, value = 0): Plane {
  const data = new Float32Array(width * height);
  if (value !== 0) data.fill(value);
  return { width, height, data };
}

/** 0 at and below `low`, 1 at and above `high`, smooth between; `low` may be the larger one. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** A new plane from each value (and position) of another. */
export function mapPlane(plane: Plane, map: (value: number, index: number) => number): Plane {
  const out = createPlane(plane.width, plane.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = map(plane.data[i]!, i);
  return out;
}

/** A new plane from the values of two. */
export function combine(p: Plane, q: Plane, map: (p: number, q: number) => number): Plane {
  const out = createPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = map(p.data[i]!, q.data[i]!);
  return out;
}

/** `p * q`. */
export function multiply(p: Plane, q: Plane): Plane {
  const out = createPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = p.data[i]! * q.data[i]!;
  return out;
}

/** `p - q`. */
export function subtract(p: Plane, q: Plane): Plane {
  const out = createPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = p.data[i]! - q.data[i]!;
  return out;
}

/** Multiplies by a number, in place. */
export function scaled(plane: Plane, factor: number): Plane {
  for (let i = 0; i < plane.data.length; i++) plane.data[i]! *= factor;
  return plane;
}

/** Adds `q` to `p`, in place. */
export function addTo(p: Plane, q: Plane): Plane {
  for (let i = 0; i < p.data.length; i++) p.data[i]! += q.data[i]!;
  return p;
}

/** Holds every value between `-limit` and `limit`, in place. */
export function limitTo(plane: Plane, limit: number): Plane {
  const { data } = plane;
  for (let i = 0; i < data.length; i++) data[i] = Math.min(limit, Math.max(-limit, data[i]!));
  return plane;
}
