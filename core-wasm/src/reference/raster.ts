/** Bytes of a picture (4 per pixel) or a mask (1 per pixel), rows without gaps. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Rounds half up and clamps to 0..255. NaN becomes 0. */
export function toLevel(value: number): number {
  return value > 0 ? Math.min(Math.floor(value + 0.5), 255) : 0;
}
