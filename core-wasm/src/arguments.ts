import { invertAffine, type Affine } from '@facet/api';
import type { PixelBox, Surface } from './backend.js';
import { argumentError } from './errors.js';

/** Largest coefficient of a transform: fixed-point coordinates hold no more. */
const maximumCoefficient = 1e9;

/** Largest coordinate of a mesh point in pixels: triangle areas stay exact up to it. */
export const maximumMeshCoordinate = 65_536;

/** The inverse of a transform that a kernel can follow. @throws FacetError `KERNEL_ARGUMENT` */
export function inverseOf(operation: string, name: string, transform: Affine): Affine {
  checkTransform(operation, name, transform);
  try {
    const inverse = invertAffine(transform);
    checkTransform(operation, `the inverse of ${name}`, inverse);
    return inverse;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw argumentError(operation, name, 'a transform that has an inverse', describeTransform(transform));
  }
}

export function checkTransform(operation: string, name: string, transform: Affine): void {
  for (const key of ['a', 'b', 'tx', 'c', 'd', 'ty'] as const) {
    const value = transform[key];
    if (!(Math.abs(value) <= maximumCoefficient)) {
      throw argumentError(
        operation,
        name,
        `a transform of six finite numbers up to ${maximumCoefficient}`,
        describeTransform(transform),
      );
    }
  }
}

export function checkFinite(operation: string, name: string, value: number): void {
  if (!Number.isFinite(value)) throw argumentError(operation, name, 'a finite number', String(value));
}

export function checkRange(operation: string, name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw argumentError(operation, name, `a number from ${low} to ${high}`, String(value));
  }
}

export function checkWhole(operation: string, name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value)) throw argumentError(operation, name, 'a whole number', String(value));
  checkRange(operation, name, value, low, high);
}

export function checkOneOf<T extends string | boolean>(
  operation: string,
  name: string,
  value: T,
  choices: readonly T[],
): void {
  if (!choices.includes(value)) throw argumentError(operation, name, choices.join(' or '), String(value));
}

export function checkFiniteArray(operation: string, name: string, values: Float32Array, limit: number): void {
  for (const value of values) {
    if (!(Math.abs(value) <= limit)) {
      throw argumentError(operation, name, `numbers from ${-limit} to ${limit}`, String(value));
    }
  }
}

export function checkSameSize(
  operation: string,
  name: string,
  surface: Surface,
  otherName: string,
  other: Surface,
): void {
  if (surface.width !== other.width || surface.height !== other.height) {
    throw argumentError(
      operation,
      name,
      `the size of ${otherName}, ${other.width}x${other.height}`,
      `${surface.width}x${surface.height}`,
    );
  }
}

export function checkApart(
  operation: string,
  name: string,
  surface: Surface,
  otherName: string,
  other: Surface,
): void {
  if (surface.pointer === other.pointer) {
    throw argumentError(operation, name, `another picture than ${otherName}`, 'the same one');
  }
}

/** The whole pixels of `surface` whose centres lie in `x <= px < right`, `y <= py < bottom`. */
export function pixelsInside(
  surface: Surface,
  x: number,
  y: number,
  right: number,
  bottom: number,
): PixelBox {
  const x0 = clamp(Math.ceil(x), surface.width);
  const y0 = clamp(Math.ceil(y), surface.height);
  return {
    x0,
    y0,
    x1: Math.max(x0, clamp(Math.ceil(right), surface.width)),
    y1: Math.max(y0, clamp(Math.ceil(bottom), surface.height)),
  };
}

/** Signed area of a polygon of x, y pairs. */
export function areaOf(points: Float32Array): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    twice += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return twice / 2;
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, 0), limit);
}

function describeTransform(t: Affine): string {
  return `[${t.a}, ${t.b}, ${t.tx}; ${t.c}, ${t.d}, ${t.ty}]`;
}
