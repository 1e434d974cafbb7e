import { count, type Tensor } from '../onnx/index.js';
import type { WeightSpec } from './weight-spec.js';

const bytesPer = { float16: 2, uint8: 1, uint16: 2, float32: 4, int32: 4 } as const;

export function storedBytes(spec: WeightSpec): number {
  return count(spec.dims) * bytesPer[spec.quantization?.stored ?? spec.type];
}

/**
 * Decodes the bytes of one weight, which are little-endian and exactly `storedBytes(spec)` long. Half-precision floats stay as
 * they are; 8- and 16-bit integers become `q * scale + min`, rounded when the weight is an integer.
 */
export function decodeWeight(spec: WeightSpec, bytes: Uint8Array): Tensor {
  const { dims, quantization } = spec;
  // A copy, because views of more than one byte must start at a multiple of their size.
  const { buffer } = new Uint8Array(bytes);
  if (quantization === undefined) {
    return spec.type === 'float32'
      ? { type: 'float32', dims, data: new Float32Array(buffer) }
      : { type: 'int64', dims, data: new Int32Array(buffer) };
  }
  const { stored, scale, min } = quantization;
  if (stored === 'float16' && spec.type === 'float32')
    return { type: 'float16', dims, data: new Uint16Array(buffer) };
  const raw = stored === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
  return spec.type === 'float32'
    ? { type: 'float32', dims, data: Float32Array.from(raw, (q) => q * scale + min) }
    : { type: 'int64', dims, data: Int32Array.from(raw, (q) => Math.round(q * scale + min)) };
}
