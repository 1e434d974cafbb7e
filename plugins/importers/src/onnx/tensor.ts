/**
 * A constant. `float16` holds the raw half-precision bits; `int64` holds 32-bit values that are widened when written
 * (TensorFlow's int32 becomes ONNX's int64 everywhere, which needs no casts).
 */
export type Tensor =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float16'; readonly dims: readonly number[]; readonly data: Uint16Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: Int32Array };

export function floats(
  values: readonly number[] | Float32Array,
  dims: readonly number[] = [values.length],
): Tensor {
  return { type: 'float32', dims, data: Float32Array.from(values) };
}

export function scalar(value: number): Tensor {
  return floats([value], []);
}

export function integers(values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return { type: 'int64', dims, data: Int32Array.from(values) };
}

export function count(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The same values under other dimensions of the same count. */
export function reshaped(tensor: Tensor, dims: readonly number[]): Tensor {
  return { ...tensor, dims };
}

/** Reorders the axes: axis `i` of the result is axis `order[i]` of the tensor. */
export function permuted(tensor: Tensor, order: readonly number[]): Tensor {
  const dims = order.map((axis) => tensor.dims[axis]!);
  const strides = stridesOf(tensor.dims);
  const steps = order.map((axis) => strides[axis]!);
  const from = sourceIndices(dims, steps);
  if (tensor.type === 'float32')
    return { type: 'float32', dims, data: gather(tensor.data, from, new Float32Array(from.length)) };
  if (tensor.type === 'float16')
    return { type: 'float16', dims, data: gather(tensor.data, from, new Uint16Array(from.length)) };
  return { type: 'int64', dims, data: gather(tensor.data, from, new Int32Array(from.length)) };
}

function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis -= 1) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

function sourceIndices(dims: readonly number[], steps: readonly number[]): Uint32Array {
  const indices = new Uint32Array(count(dims));
  const position = new Array<number>(dims.length).fill(0);
  let source = 0;
  for (let target = 0; target < indices.length; target += 1) {
    indices[target] = source;
    for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
      position[axis]! += 1;
      source += steps[axis]!;
      if (position[axis]! < dims[axis]!) break;
      source -= steps[axis]! * dims[axis]!;
      position[axis] = 0;
    }
  }
  return indices;
}

function gather<A extends Float32Array | Uint16Array | Int32Array>(
  source: A,
  indices: Uint32Array,
  target: A,
): A {
  for (let i = 0; i < indices.length; i += 1) target[i] = source[indices[i]!]!;
  return target;
}
