import type { TensorSpec } from '@facet/api';
import { checkFinite, checkOneOf, checkWhole } from './arguments.js';
import { argumentError } from './errors.js';
import { maximumSide } from './handles.js';

/** Channels of a picture tensor. */
const channels = 3;

/** How one channel of a spec turns levels into values and back: `value = level * gain + offset`. */
export interface ChannelScale {
  readonly gain: number;
  readonly offset: number;
}

/** The spec's normalisation as one multiplication and one addition, for red, green and blue in this order. */
export function channelScales(spec: TensorSpec): readonly [ChannelScale, ChannelScale, ChannelScale] {
  const scales = ([0, 1, 2] as const).map((channel) => ({
    gain: spec.scale / spec.std[channel],
    offset: -spec.mean[channel] / spec.std[channel],
  }));
  const [first, second, third] = scales as [ChannelScale, ChannelScale, ChannelScale];
  return spec.order === 'rgb' ? [first, second, third] : [third, second, first];
}

/** @throws FacetError `KERNEL_ARGUMENT` for a spec without meaning, or a tensor of another size. */
export function checkSpec(operation: string, spec: TensorSpec, length: number, tensorName: string): void {
  checkWhole(operation, 'spec.width', spec.width, 1, maximumSide);
  checkWhole(operation, 'spec.height', spec.height, 1, maximumSide);
  checkOneOf(operation, 'spec.layout', spec.layout, ['chw', 'hwc']);
  checkOneOf(operation, 'spec.order', spec.order, ['rgb', 'bgr']);
  checkNonZero(operation, 'spec.scale', spec.scale);
  for (const channel of [0, 1, 2] as const) {
    checkFinite(operation, `spec.mean[${channel}]`, spec.mean[channel]);
    checkNonZero(operation, `spec.std[${channel}]`, spec.std[channel]);
  }
  const expected = channels * spec.width * spec.height;
  if (length !== expected) {
    throw argumentError(
      operation,
      tensorName,
      `${expected} values (3 x ${spec.width} x ${spec.height})`,
      String(length),
    );
  }
}

function checkNonZero(operation: string, name: string, value: number): void {
  checkFinite(operation, name, value);
  if (value === 0) throw argumentError(operation, name, 'a number other than 0', '0');
}
