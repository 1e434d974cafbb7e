import type { Affine, Border, TensorSpec } from '@facet/api';
import { channelScales } from '../tensor-arguments.js';
import { toLevel, type Raster } from './raster.js';
import { bilinear, GridPath } from './sample.js';

/** Warps and normalises, as if a picture were made in between. */
export function warpToTensor(
  src: Raster,
  dst: Float32Array,
  dstToSrc: Affine,
  spec: TensorSpec,
  border: Border,
): void {
  const path = new GridPath(dstToSrc);
  const scales = channelScales(spec);
  const place = placement(spec);
  for (let y = 0; y < spec.height; y++) {
    path.startRow(y);
    for (let x = 0; x < spec.width; x++) {
      for (const channel of [0, 1, 2] as const) {
        const level = toLevel(bilinear(src, 4, path.gridX(x), path.gridY(x), channel, border));
        const { gain, offset } = scales[channel];
        dst[place(y * spec.width + x, channel)] = level * gain + offset;
      }
    }
  }
}

/** Turns values back into opaque levels. A value that is not a number becomes 0. */
export function tensorToImage(src: Float32Array, dst: Raster, spec: TensorSpec): void {
  const scales = channelScales(spec);
  const place = placement(spec);
  for (let pixel = 0; pixel < dst.width * dst.height; pixel++) {
    for (const channel of [0, 1, 2] as const) {
      const { gain, offset } = scales[channel];
      dst.data[pixel * 4 + channel] = toLevel((src[place(pixel, channel)]! - offset) / gain);
    }
    dst.data[pixel * 4 + 3] = 255;
  }
}

/** Where the value of a pixel's red (0), green (1) or blue (2) stands. */
function placement(spec: TensorSpec): (pixel: number, channel: number) => number {
  const plane = spec.width * spec.height;
  const position = (channel: number): number => (spec.order === 'rgb' ? channel : 2 - channel);
  return spec.layout === 'chw'
    ? (pixel, channel) => position(channel) * plane + pixel
    : (pixel, channel) => pixel * 3 + position(channel);
}
