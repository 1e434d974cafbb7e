export interface SyntheticModel {
  readonly json: Record<string, unknown>;
  readonly bytes: Uint8Array;
}

export interface SyntheticWeight {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly data: Float32Array | Int32Array;
}

type Weights = Readonly<Record<string, readonly number[] | SyntheticWeight>>;

export function graphModel(
  nodes: readonly (readonly [string, string, (readonly string[])?, object?])[],
  weights?: Weights,
): SyntheticModel;
export function layersModel(
  layers: readonly (readonly [string, string, readonly string[], object])[],
  weights?: Weights,
): SyntheticModel;
export function filesOf(model: SyntheticModel): Map<string, Uint8Array>;
export function wave(
  shape: readonly number[],
  step?: number,
): SyntheticWeight & { readonly data: Float32Array };

export const attributes: {
  readonly placeholder: (...sizes: number[]) => object;
  readonly integers: (...values: number[]) => object;
  readonly integer: (value: number) => object;
  readonly text: (value: string) => object;
  readonly texts: (...values: string[]) => object;
  readonly flag: (value: boolean) => object;
  readonly type: (name: string) => object;
  readonly float: (value: number) => object;
  readonly window: (padding: string, stride?: number, dilation?: number, kernel?: number) => object;
};
