import type { ColorMap, TensorSpec } from '@facet/api';
import { checkFinite, checkRange } from './arguments.js';
import { argumentError } from './errors.js';

/** Largest gain and offset: more would only make black and white. */
const largestGain = 1e4;
const largestOffset = 1e6;

/** @throws FacetError `KERNEL_ARGUMENT` */
export function checkColors(operation: string, { gain, offset }: ColorMap): void {
  for (const channel of [0, 1, 2] as const) {
    const factor = gain[channel];
    checkFinite(operation, `colors.gain[${channel}]`, factor);
    if (factor === 0) throw argumentError(operation, `colors.gain[${channel}]`, 'a number other than 0', '0');
    checkRange(operation, `colors.gain[${channel}]`, factor, -largestGain, largestGain);
    checkRange(operation, `colors.offset[${channel}]`, offset[channel], -largestOffset, largestOffset);
  }
}

/** The spec whose levels are those of `spec` after the map: on the way from a tensor to a picture, both are one. */
export function mappedSpec(spec: TensorSpec, { gain, offset }: ColorMap): TensorSpec {
  const place = (channel: number): number => (spec.order === 'rgb' ? channel : 2 - channel);
  const each = (value: (channel: 0 | 1 | 2, colour: number) => number): readonly [number, number, number] => [
    value(0, place(0)),
    value(1, place(1)),
    value(2, place(2)),
  ];
  return {
    ...spec,
    mean: each((channel, colour) => spec.mean[channel] * gain[colour]! + offset[colour]! * spec.scale),
    std: each((channel, colour) => spec.std[channel] * gain[colour]!),
  };
}

/** What each level of red, then green, then blue becomes: 768 bytes. */
export function mappedLevels({ gain, offset }: ColorMap): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, i) => {
    const channel = (i >> 8) as 0 | 1 | 2;
    const level = Math.floor((i & 255) * gain[channel] + offset[channel] + 0.5);
    return Math.min(Math.max(level, 0), 255);
  });
}
