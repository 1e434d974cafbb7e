import { open } from 'node:fs/promises';
import type { Embedding, Gender } from '@facet/api';
import { codeOf, messageOf } from '../errors/cause.js';
import { checkpointInvalid, checkpointNotFound, checkpointUnsavable } from '../errors/checkpoints.js';
import { restoreData, storeData } from './plain-data.js';
import type { StoredTensor, TensorFile } from './safetensors.js';
import { readTensorFile, writeTensorFile } from './safetensors.js';

/** A saved face. */
export interface FaceCheckpoint {
  /** Raw: its length is what the recognizer gave. */
  readonly embedding: Embedding;
  readonly gender?: Gender;
  /** Whole years. */
  readonly age?: number;
  /** What a swapper's `prepare` made of the pictures. */
  readonly prepared?: PreparedFace;
}

export interface PreparedFace {
  /** Full name of the swapper. */
  readonly swapper: string;
  /** Version of its plugin. */
  readonly version: string;
  /** The swapper's `sourceFormat`; 1 in files that do not say. */
  readonly format: number;
  readonly data: unknown;
}

/** The recognizer of FaceSwapLab and ReActor, whose files carry no name of one: InsightFace's buffalo_l. */
export const foreignRecognizer = 'insightface/w600k_r50';

const formatVersion = '1';
const maxFileBytes = 1 << 28;
const maxEmbeddingLength = 4096;
const genders = ['female', 'male'] as const;

/** Whether a source is a face checkpoint, by its name. */
export function isCheckpoint(path: string): boolean {
  return path.toLowerCase().endsWith('.safetensors');
}

/**
 * `embedding`, `gender` (0 female, 1 male) and `age` as FaceSwapLab and ReActor have them; Facet's own tensors and metadata stand beside them.
 * @throws FacetError `CHECKPOINT_UNSAVABLE` when the prepared face is not plain data.
 */
export function encodeCheckpoint({ embedding, gender, age, prepared }: FaceCheckpoint): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const metadata: Record<string, string> = { facet: formatVersion, 'facet.recognizer': embedding.model };
  if (age !== undefined) tensors.set('age', integer(age));
  if (gender !== undefined) tensors.set('gender', integer(genders.indexOf(gender)));
  tensors.set('embedding', {
    dtype: 'F32',
    shape: [embedding.vector.length],
    bytes: new Uint8Array(Float32Array.from(embedding.vector).buffer),
  });
  if (prepared) {
    const stored = store(prepared);
    metadata['facet.swapper'] = prepared.swapper;
    metadata['facet.swapper.version'] = prepared.version;
    metadata['facet.swapper.format'] = String(prepared.format);
    metadata['facet.prepared'] = stored.json;
    for (const [index, tensor] of stored.tensors.entries()) tensors.set(`facet.${index}`, tensor);
  }
  return writeTensorFile({ tensors, metadata });
}

/**
 * @param name What messages call it.
 * @throws FacetError `CHECKPOINT_INVALID`.
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): FaceCheckpoint {
  const file = readTensorFile(bytes, name);
  const { metadata, tensors } = file;
  if (metadata.facet !== undefined && metadata.facet !== formatVersion) {
    throw checkpointInvalid(
      name,
      `it is of version ${metadata.facet.slice(0, 20)}, which this Facet does not know`,
    );
  }
  const gender = readInteger(tensors.get('gender'), 'gender', name);
  const age = readInteger(tensors.get('age'), 'age', name);
  if (gender !== undefined && genders[gender] === undefined)
    throw checkpointInvalid(name, `its gender is ${gender}, and only 0 and 1 are known`);
  const prepared = readPrepared(file, name);
  return {
    embedding: {
      model: metadata['facet.recognizer'] ?? foreignRecognizer,
      vector: readEmbedding(tensors.get('embedding'), name),
    },
    ...(gender !== undefined && { gender: genders[gender]! }),
    ...(age !== undefined && { age }),
    ...(prepared && { prepared }),
  };
}

/** @throws FacetError `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_INVALID`. */
export async function readCheckpoint(path: string): Promise<FaceCheckpoint> {
  return decodeCheckpoint(await readBytes(path), path);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw checkpointInvalid(path, 'it is not a regular file');
      if (stats.size > maxFileBytes)
        throw checkpointInvalid(path, `it has ${stats.size} bytes, far more than a face`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw checkpointNotFound(path, error);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR')
      throw checkpointInvalid(path, code === 'EISDIR' ? 'it is a folder' : 'permission is denied');
    throw error;
  }
}

function store({ swapper, data }: PreparedFace): ReturnType<typeof storeData> {
  try {
    return storeData(data);
  } catch (error) {
    throw checkpointUnsavable(swapper, messageOf(error));
  }
}

function readPrepared({ tensors, metadata }: TensorFile, name: string): PreparedFace | undefined {
  const swapper = metadata['facet.swapper'];
  const version = metadata['facet.swapper.version'];
  const json = metadata['facet.prepared'];
  if (swapper === undefined || version === undefined || json === undefined) return undefined;
  const format = Number(metadata['facet.swapper.format'] ?? 1);
  if (!Number.isInteger(format))
    throw checkpointInvalid(name, 'the form of what it keeps is not a whole number');
  const own: StoredTensor[] = [];
  for (let tensor = tensors.get('facet.0'); tensor; tensor = tensors.get(`facet.${own.length}`))
    own.push(tensor);
  try {
    return { swapper, version, format, data: restoreData({ json, tensors: own }) };
  } catch (error) {
    throw checkpointInvalid(name, `what it keeps for ${swapper} cannot be read: ${messageOf(error)}`);
  }
}

function integer(value: number): StoredTensor {
  return {
    dtype: 'I64',
    shape: [],
    bytes: new Uint8Array(BigInt64Array.of(BigInt(Math.round(value))).buffer),
  };
}

function readInteger(tensor: StoredTensor | undefined, key: string, name: string): number | undefined {
  if (!tensor) return undefined;
  const values = numbers(tensor);
  if (values?.length !== 1 || !Number.isSafeInteger(values[0]))
    throw checkpointInvalid(name, `its ${key} is not one whole number`);
  return values[0];
}

function readEmbedding(tensor: StoredTensor | undefined, name: string): Float32Array {
  if (!tensor) throw checkpointInvalid(name, 'it holds no embedding');
  const values = tensor.dtype === 'F32' || tensor.dtype === 'F64' ? numbers(tensor) : undefined;
  const flat = tensor.shape.filter((side) => side !== 1).length <= 1;
  if (!values || !flat || values.length === 0 || values.length > maxEmbeddingLength)
    throw checkpointInvalid(name, 'its embedding is not one row of numbers');
  if (!values.every(Number.isFinite))
    throw checkpointInvalid(name, 'its embedding holds values that are not finite');
  return Float32Array.from(values);
}

/** Values of a small tensor as numbers; none for long ones, which nothing here expects. */
function numbers({ dtype, bytes }: StoredTensor): readonly number[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const list = (size: number, read: (at: number) => number): readonly number[] | undefined =>
    bytes.length / size > maxEmbeddingLength
      ? undefined
      : Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
  switch (dtype) {
    case 'F32':
      return list(4, (at) => view.getFloat32(at, true));
    case 'F64':
      return list(8, (at) => view.getFloat64(at, true));
    case 'I64':
      return list(8, (at) => Number(view.getBigInt64(at, true)));
    case 'I32':
      return list(4, (at) => view.getInt32(at, true));
    default:
      return undefined;
  }
}
