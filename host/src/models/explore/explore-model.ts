import { readFile } from 'node:fs/promises';
import { modelFileMissing, modelFileUnreadable } from '../../errors/models.js';
import { sha256 } from '../digest.js';
import { NotProtobuf } from './protobuf.js';
import type { OnnxSummary } from './read-onnx.js';
import { readOnnx } from './read-onnx.js';

export interface ExploredModel extends OnnxSummary {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * What an ONNX file holds.
 * @throws FacetError `MODEL_FILE_MISSING`, `MODEL_FILE_UNREADABLE`.
 */
export async function exploreModel(file: string): Promise<ExploredModel> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw modelFileMissing(file, error);
  });
  try {
    return { file, bytes: bytes.length, sha256: sha256(bytes), ...readOnnx(bytes) };
  } catch (error) {
    if (error instanceof NotProtobuf) throw modelFileUnreadable(file, error.message, error);
    throw error;
  }
}
