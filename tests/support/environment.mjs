import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest's sandbox has typed arrays of its own, and native modules refuse them: onnxruntime-node compares
 * constructors of the outer realm. Tests therefore see the outer realm's.
 */
const shared = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

export default class OuterRealmArrays extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of shared) this.global[name] = globalThis[name];
  }
}
