export interface GoldenModel {
  readonly size: readonly [number, number];
  readonly least: number;
  readonly most: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function noise(model: GoldenModel, seed: number): Float32Array;
export function cropped(
  model: GoldenModel,
  picture: { readonly data: Uint8Array; readonly width: number },
  crop: Rectangle,
): Float32Array;
export const cases: { readonly noise: { readonly seed: number }; readonly astronaut: Rectangle };
