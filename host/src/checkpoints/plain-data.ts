import type { Dtype, StoredTensor } from './safetensors.js';

/*
 * Plain data, as a swapper's `prepare` returns it, in two parts: typed arrays become tensors, everything else JSON. In the JSON an object stands as
 * { "o": {…} }, so that { "t": [tensor, type] }, { "n": number JSON lacks } and { "u": 0 } (undefined) cannot be mistaken for data.
 */

export interface StoredData {
  readonly json: string;
  readonly tensors: readonly StoredTensor[];
}

interface ArrayType {
  readonly dtype: Dtype;
  readonly bytesPerElement: number;
  readonly make: (buffer: ArrayBuffer) => ArrayBufferView;
}

/** Types other readers lack are stored as bytes. */
const arrayTypes: Readonly<Record<string, ArrayType>> = {
  Float32Array: { dtype: 'F32', bytesPerElement: 4, make: (b) => new Float32Array(b) },
  Float64Array: { dtype: 'F64', bytesPerElement: 8, make: (b) => new Float64Array(b) },
  Int8Array: { dtype: 'I8', bytesPerElement: 1, make: (b) => new Int8Array(b) },
  Uint8Array: { dtype: 'U8', bytesPerElement: 1, make: (b) => new Uint8Array(b) },
  Uint8ClampedArray: { dtype: 'U8', bytesPerElement: 1, make: (b) => new Uint8ClampedArray(b) },
  Int16Array: { dtype: 'I16', bytesPerElement: 2, make: (b) => new Int16Array(b) },
  Uint16Array: { dtype: 'U8', bytesPerElement: 2, make: (b) => new Uint16Array(b) },
  Int32Array: { dtype: 'I32', bytesPerElement: 4, make: (b) => new Int32Array(b) },
  Uint32Array: { dtype: 'U8', bytesPerElement: 4, make: (b) => new Uint32Array(b) },
};

const elementsPerType: Readonly<Record<Dtype, number>> = {
  F64: 8,
  F32: 4,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
};
const maxDepth = 32;

/** @throws Error that says what cannot be stored, such as a function or a Map. */
export function storeData(data: unknown): StoredData {
  const tensors: StoredTensor[] = [];
  const encode = (value: unknown, depth: number): unknown => {
    if (depth > maxDepth) throw new Error(`it is nested more than ${maxDepth} levels deep`);
    if (value === undefined) return { u: 0 };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : { n: String(value) };
    if (ArrayBuffer.isView(value)) {
      const type = typeName(value);
      const known = arrayTypes[type];
      if (!known) throw new Error(`it holds a ${type}`);
      const bytes = Uint8Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      const shape = [bytes.length / elementsPerType[known.dtype]];
      return { t: [tensors.push({ dtype: known.dtype, shape, bytes }) - 1, type] };
    }
    if (Array.isArray(value)) return value.map((one: unknown) => encode(one, depth + 1));
    if (typeof value !== 'object' || typeName(value) !== 'Object')
      throw new Error(`it holds a ${typeof value === 'object' ? typeName(value) : typeof value}`);
    return {
      o: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, encode(one, depth + 1)])),
    };
  };
  return { json: JSON.stringify(encode(data, 0)), tensors };
}

/** @throws Error that says what is wrong with the stored form. */
export function restoreData({ json, tensors }: StoredData): unknown {
  const decode = (value: unknown, depth: number): unknown => {
    if (depth > maxDepth) throw new Error('it is nested too deep');
    if (Array.isArray(value)) return value.map((one: unknown) => decode(one, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    const { o, t, n, u } = value as Readonly<Record<string, unknown>>;
    if (typeof o === 'object' && o !== null) {
      return Object.fromEntries(Object.entries(o).map(([key, one]) => [key, decode(one, depth + 1)]));
    }
    if (Array.isArray(t)) return typedArray(t, tensors);
    if (n !== undefined) return Number(n);
    if (u !== undefined) return undefined;
    throw new Error('its description is not one of Facet');
  };
  return decode(JSON.parse(json), 0);
}

function typedArray([index, type]: readonly unknown[], tensors: readonly StoredTensor[]): ArrayBufferView {
  const tensor = typeof index === 'number' ? tensors[index] : undefined;
  const known = typeof type === 'string' && Object.hasOwn(arrayTypes, type) ? arrayTypes[type] : undefined;
  if (!tensor || known?.dtype !== tensor.dtype || tensor.bytes.length % known.bytesPerElement !== 0) {
    throw new Error('it names a tensor that is not there');
  }
  return known.make(Uint8Array.from(tensor.bytes).buffer);
}

function typeName(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
