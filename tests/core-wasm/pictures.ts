import type { Affine, ColorMap, Pixels, TensorSpec } from '@facet/api';
import fc from 'fast-check';

export interface MaskData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

type Style = 'noise' | 'ramp' | 'blackAndWhite' | 'sparse';

/** Sides from 1 on; small ones are frequent, odd ones as frequent as even ones. */
export const side = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }));

export const size = fc.record({ width: side, height: side });

const style = fc.constantFrom<Style>('noise', 'ramp', 'blackAndWhite', 'sparse');

export function picture(
  dimensions: fc.Arbitrary<{ width: number; height: number }> = size,
): fc.Arbitrary<Pixels> {
  return fc
    .tuple(dimensions, fc.integer(), style)
    .map(([{ width, height }, seed, kind]) => ({
      width,
      height,
      data: levels(width * height * 4, seed, kind),
    }));
}

export function mask(
  dimensions: fc.Arbitrary<{ width: number; height: number }> = size,
): fc.Arbitrary<MaskData> {
  return fc
    .tuple(dimensions, fc.integer(), style)
    .map(([{ width, height }, seed, kind]) => ({ width, height, data: levels(width * height, seed, kind) }));
}

/** Two pictures and a mask of one size. */
export const layers = size.chain((dimensions) =>
  fc.tuple(picture(fc.constant(dimensions)), picture(fc.constant(dimensions)), mask(fc.constant(dimensions))),
);

/** Turns, mirrors, stretches and moves, often beyond the picture; whole moves and plain copies among them. */
export const transform: fc.Arbitrary<Affine> = fc
  .record({
    scale: fc.double({ min: -2, max: 2, noNaN: true }),
    stretch: fc.oneof(fc.constant(1), fc.double({ min: 0.4, max: 2.5, noNaN: true })),
    angle: fc.oneof(fc.constantFrom(0, Math.PI / 2, Math.PI), fc.double({ min: 0, max: 6.3, noNaN: true })),
    mirrored: fc.boolean(),
    tx: fc.oneof(fc.integer({ min: -20, max: 50 }), fc.double({ min: -20, max: 50, noNaN: true })),
    ty: fc.oneof(fc.integer({ min: -20, max: 50 }), fc.double({ min: -20, max: 50, noNaN: true })),
  })
  .map(({ scale, stretch, angle, mirrored, tx, ty }) => {
    const x = Math.exp(scale);
    const y = x * stretch * (mirrored ? -1 : 1);
    return {
      a: x * Math.cos(angle),
      b: -y * Math.sin(angle),
      tx,
      c: x * Math.sin(angle),
      d: y * Math.cos(angle),
      ty,
    };
  });

const triple = fc
  .tuple(...[0, 1, 2].map(() => fc.double({ min: 0.25, max: 1.5, noNaN: true })))
  .map((values) => values as [number, number, number]);

export const tensorSpec: fc.Arbitrary<TensorSpec> = fc
  .record({
    dimensions: size,
    layout: fc.constantFrom<TensorSpec['layout']>('chw', 'hwc'),
    order: fc.constantFrom<TensorSpec['order']>('rgb', 'bgr'),
    scale: fc.constantFrom(1, 1 / 255, 1 / 127.5),
    mean: triple,
    std: triple,
  })
  .map(({ dimensions, ...rest }) => ({ ...dimensions, ...rest }));

/** Bytes of a kind of picture, the same for the same seed. */
export function levels(length: number, seed: number, kind: Style): Uint8Array {
  const random = generator(seed);
  return Uint8Array.from({ length }, (_, i) => {
    switch (kind) {
      case 'noise':
        return Math.floor(random() * 256);
      case 'ramp':
        return (i * 3 + seed) & 255;
      case 'blackAndWhite':
        return random() < 0.5 ? 0 : 255;
      case 'sparse':
        return random() < 0.05 ? 255 : 0;
    }
  });
}

/** Numbers from 0 to 1 (a linear congruential generator; D. Knuth's constants). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const gain = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 4, noNaN: true }), fc.constant(-1));
const offset = fc.double({ min: -300, max: 300, noNaN: true });

export const colorMap: fc.Arbitrary<ColorMap> = fc.record({
  gain: fc.tuple(gain, gain, gain),
  offset: fc.tuple(offset, offset, offset),
});
