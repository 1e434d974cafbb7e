import { weightsInvalid } from '../errors.js';
import type { Tensor } from '../onnx/index.js';
import { decodeWeight, storedBytes } from './decode-weight.js';
import type { Json } from './json.js';
import type { SourceFiles } from './source-files.js';
import { readWeightSpec } from './weight-spec.js';

/** Reads a TensorFlow.js weights manifest: groups of files, each group one run of bytes that its weights share out in order. */
export function readWeights(manifest: Json, files: SourceFiles): ReadonlyMap<string, Tensor> {
  const weights = new Map<string, Tensor>();
  for (const group of manifest.list()) {
    const bytes = joined(
      group
        .get('paths')
        .list()
        .map((path) => files.weights(path.text())),
    );
    let offset = 0;
    for (const entry of group.get('weights').list()) {
      const spec = readWeightSpec(entry);
      const end = offset + storedBytes(spec);
      if (end > bytes.byteLength) {
        throw weightsInvalid(
          manifest.file,
          `${spec.name} ends at byte ${end}, but its files have only ${bytes.byteLength} bytes`,
        );
      }
      weights.set(spec.name, decodeWeight(spec, bytes.subarray(offset, end)));
      offset = end;
    }
    if (offset !== bytes.byteLength) {
      throw weightsInvalid(
        manifest.file,
        `${bytes.byteLength - offset} bytes are left over after the last weight`,
      );
    }
  }
  return weights;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
