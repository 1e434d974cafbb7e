import { weightsInvalid } from '../errors.js';
import type { Json } from './json.js';

const highestRank = 8;

export interface Quantization {
  readonly stored: 'float16' | 'uint8' | 'uint16';
  readonly scale: number;
  readonly min: number;
}

/** One entry of a TensorFlow.js weights manifest. */
export interface WeightSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: 'float32' | 'int32';
  readonly quantization?: Quantization;
}

export function readWeightSpec(json: Json): WeightSpec {
  const name = json.get('name').text();
  const dims = json
    .get('shape')
    .list()
    .map((dim) => dim.integer());
  if (dims.length > highestRank || dims.some((dim) => dim < 0)) {
    throw weightsInvalid(json.file, `${name} has the shape [${dims.join(', ')}]`);
  }
  const type = json.get('dtype').text();
  if (type !== 'float32' && type !== 'int32') throw weightsInvalid(json.file, `${name} has the type ${type}`);
  const quantization = json.optional('quantization');
  return {
    name,
    dims,
    type,
    ...(quantization ? { quantization: readQuantization(name, quantization) } : {}),
  };
}

function readQuantization(name: string, json: Json): Quantization {
  const stored = json.get('dtype').text();
  if (stored === 'float16') return { stored, scale: 1, min: 0 };
  if (stored !== 'uint8' && stored !== 'uint16')
    throw weightsInvalid(json.file, `${name} is stored as ${stored}`);
  return { stored, scale: json.get('scale').number(), min: json.get('min').number() };
}
