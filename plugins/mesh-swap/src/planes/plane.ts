import type { Plane } from '@facet/api';
import { giveBack, takeValues } from './plane-memory.js';

export type { Plane } from '@facet/api';

export function createPlane(width: number, height: number, value = 0): Plane {
  const plane = emptyPlane(width, height);
  plane.data.fill(value);
  return plane;
}

/** A plane that still holds whatever it held. */
export function emptyPlane(width: number, height: number): Plane {
  return { width, height, data: takeValues(width * height) };
}

export function copyPlane({ width, height, data }: Plane): Plane {
  const out = emptyPlane(width, height);
  out.data.set(data);
  return out;
}

/** Whole pixels: `x0 <= x < x1`, `y0 <= y < y1`. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A part of a plane. */
export function cutOut({ width, data }: Plane, { x0, y0, x1, y1 }: Box): Plane {
  const out = emptyPlane(x1 - x0, y1 - y0);
  for (let y = y0, at = 0; y < y1; y++, at += out.width) {
    out.data.set(data.subarray(y * width + x0, y * width + x1), at);
  }
  return out;
}

/** Hands back the memory of planes that nothing uses any more. */
export function recycle(...planes: readonly Plane[]): void {
  for (const { data } of planes) giveBack(data.buffer);
}

/** 0 at and below `low`, 1 at and above `high`, smooth between; `low` may be the larger one. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** `smoothstep(0, high, value)` of every value. */
export function smoothly(plane: Plane, high: number): Plane {
  const out = emptyPlane(plane.width, plane.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = smoothstep(0, high, plane.data[i]!);
  return out;
}

/** A new plane from each value (and position) of another. */
export function mapPlane(plane: Plane, map: (value: number, index: number) => number): Plane {
  const out = emptyPlane(plane.width, plane.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = map(plane.data[i]!, i);
  return out;
}

/** A new plane from the values of two. */
export function combine(p: Plane, q: Plane, map: (p: number, q: number) => number): Plane {
  const out = emptyPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = map(p.data[i]!, q.data[i]!);
  return out;
}

/** `p * q`. */
export function multiply(p: Plane, q: Plane): Plane {
  const out = emptyPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = p.data[i]! * q.data[i]!;
  return out;
}

/** The larger value of two planes at each place. */
export function larger(p: Plane, q: Plane): Plane {
  const out = emptyPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) {
    const [a, b] = [p.data[i]!, q.data[i]!];
    out.data[i] = a > b ? a : b;
  }
  return out;
}

/** `p` but for where `q` of 0..1 is. */
export function without(p: Plane, q: Plane): Plane {
  const out = emptyPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = p.data[i]! * (1 - q.data[i]!);
  return out;
}

/** The values where `region` is above 0. */
export function valuesWhere(plane: Plane, region: Plane): Float32Array {
  const out = new Float32Array(plane.data.length);
  let count = 0;
  for (let i = 0; i < out.length; i++) if (region.data[i]! > 0) out[count++] = plane.data[i]!;
  return out.subarray(0, count);
}

/** `p - q`. */
export function subtract(p: Plane, q: Plane): Plane {
  const out = emptyPlane(p.width, p.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = p.data[i]! - q.data[i]!;
  return out;
}

/** `p - q`, in the place of `q`. */
export function subtractFrom(p: Plane, q: Plane): Plane {
  for (let i = 0; i < p.data.length; i++) q.data[i] = p.data[i]! - q.data[i]!;
  return q;
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
