import type { ModelPort, TensorData } from '@facet/api';
import { modelInput } from '../errors/inference.js';
import { ort } from './onnxruntime.js';
import type { Tensor } from './onnxruntime.js';

/** Values as a model takes them, with memory of their own. */
export type Feeds = Readonly<Record<string, TensorData>>;

/** Copies feeds at once: they may be views on memory that moves while a session is being opened. */
export function copyFeeds(feeds: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { dims, data }]) => [name, { dims: [...dims], data: data.slice() }]),
  );
}

/**
 * Checks feeds against what a model declares and makes tensors of them.
 * @throws FacetError `MODEL_INPUT` with a sentence that says what was expected.
 */
export function toTensors(model: string, feeds: Feeds, inputs: readonly ModelPort[]): Record<string, Tensor> {
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(feeds).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw modelInput(model, `it has no input "${unknown}"; it takes ${quoted(names)}`);
  return Object.fromEntries(
    inputs.map((port) => {
      const feed = feeds[port.name];
      if (!feed) throw modelInput(model, `the input "${port.name}" is missing`);
      checkShape(model, feed, port);
      return [port.name, toTensor(model, feed, port)];
    }),
  );
}

function checkShape(model: string, { dims, data }: TensorData, port: ModelPort): void {
  const fits =
    dims.length === port.dims.length &&
    dims.every((size, i) => {
      const expected = port.dims[i]!;
      return (
        Number.isInteger(size) &&
        size > 0 &&
        (typeof expected === 'string' || expected < 0 || expected === size)
      );
    });
  if (!fits) {
    throw modelInput(
      model,
      `expected [${port.dims.join(', ')}] for "${port.name}" but received [${dims.join(', ')}]`,
    );
  }
  const count = dims.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw modelInput(
      model,
      `"${port.name}" is [${dims.join(', ')}], which is ${count} values, but has ${data.length}`,
    );
  }
}

function toTensor(model: string, { dims, data }: TensorData, port: ModelPort): Tensor {
  const shape = [...dims];
  if (port.type === 'float32' && data instanceof Float32Array) return new ort.Tensor('float32', data, shape);
  if (port.type === 'float16' && data instanceof Float32Array) {
    return new ort.Tensor('float16', Uint16Array.from(data, toHalf), shape);
  }
  if (port.type === 'float64' && data instanceof Float64Array) return new ort.Tensor('float64', data, shape);
  if (port.type === 'int32' && data instanceof Int32Array) return new ort.Tensor('int32', data, shape);
  if (port.type === 'int64' && data instanceof BigInt64Array) return new ort.Tensor('int64', data, shape);
  if (port.type === 'int64' && data instanceof Int32Array) {
    return new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape);
  }
  if ((port.type === 'uint8' || port.type === 'bool') && data instanceof Uint8Array) {
    return new ort.Tensor(port.type, data, shape);
  }
  throw modelInput(
    model,
    `expected ${port.type} values for "${port.name}" but received ${data.constructor.name}`,
  );
}

/**
 * The values of an output as fresh float32. Integers beyond 2^24 lose their last digits; booleans become 0 and 1.
 * @throws RangeError for text outputs.
 */
export function fromTensor(tensor: Tensor): TensorData & { readonly data: Float32Array } {
  return { dims: [...tensor.dims], data: toFloats(tensor) };
}

function toFloats({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data.slice();
  if (type === 'float16') {
    // Newer Node versions hand out Float16Array, whose elements are numbers already.
    return data instanceof Uint16Array
      ? Float32Array.from(data, fromHalf)
      : Float32Array.from(data as Iterable<number>);
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  if (Array.isArray(data)) throw new RangeError('the output holds text, and only numbers can be returned');
  return Float32Array.from(data as Iterable<number>);
}

const floatBits = new Float32Array(1);
const bits = new Uint32Array(floatBits.buffer);

/** IEEE 754 binary32 to binary16, ties to even. */
function toHalf(value: number): number {
  floatBits[0] = value;
  const x = bits[0]!;
  const sign = (x >>> 16) & 0x8000;
  const exponent = (x >>> 23) & 0xff;
  const fraction = x & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  const half = exponent - 112;
  if (half >= 31) return sign | 0x7c00;
  if (half < -10) return sign;
  const full = half <= 0 ? fraction | 0x800000 : fraction;
  const shift = half <= 0 ? 14 - half : 13;
  const low = full & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  let result = (half <= 0 ? 0 : half << 10) | (full >>> shift);
  if (low > tie || (low === tie && (result & 1) === 1)) result += 1;
  return sign | result;
}

/** IEEE 754 binary16 to a number. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
