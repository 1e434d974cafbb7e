import { checkpointInvalid } from '../errors/checkpoints.js';

/*
 * The safetensors format (huggingface/safetensors, README "Format"): eight bytes little-endian length of the header, the header as JSON, the data.
 * Every number of a header is checked against the bytes that are there before anything is made from it.
 */

/** Bytes of one element. Types a face file has no use for are refused. */
const elementBytes = { F64: 8, F32: 4, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1 } as const;

export type Dtype = keyof typeof elementBytes;

export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const maxHeaderBytes = 1 << 20;
const maxTensors = 1024;
const lengthBytes = 8;

/** Tensors in the order of the map, without gaps; the data begins at a multiple of eight. */
export function writeTensorFile({ tensors, metadata }: TensorFile): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const text = JSON.stringify({
    ...(Object.keys(metadata).length > 0 && { __metadata__: metadata }),
    ...Object.fromEntries(entries),
  });
  const plain = new TextEncoder().encode(text);
  const header = new Uint8Array(Math.ceil(plain.length / 8) * 8).fill(0x20);
  header.set(plain);
  const file = new Uint8Array(lengthBytes + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  let at = lengthBytes + header.length;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * Reads a file from memory; the tensors are views of it.
 * @param name What messages call it.
 * @throws FacetError `CHECKPOINT_INVALID`.
 */
export function readTensorFile(file: Uint8Array, name: string): TensorFile {
  const broken = (reason: string): Error => checkpointInvalid(name, reason);
  if (file.length < lengthBytes) throw broken(`it has ${file.length} bytes, too few for a header`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = view.getBigUint64(0, true);
  const available = Math.min(file.length - lengthBytes, maxHeaderBytes);
  if (headerLength < 2n || headerLength > BigInt(available)) {
    throw broken(`its header claims ${headerLength} bytes, and at most ${available} are possible`);
  }
  const dataStart = lengthBytes + Number(headerLength);
  const header = parseHeader(file.subarray(lengthBytes, dataStart), broken);
  const data = file.subarray(dataStart);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (Object.keys(entries).length > maxTensors) throw broken(`it holds more than ${maxTensors} tensors`);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, entry] of Object.entries(entries)) tensors.set(key, readTensor(key, entry, data, broken));
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw broken('its metadata is not text');
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

type Broken = (reason: string) => Error;

function parseHeader(bytes: Uint8Array, broken: Broken): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw broken('its header is not JSON');
  }
  if (!isRecord(header)) throw broken('its header is not an object');
  return header;
}

function readTensor(key: string, entry: unknown, data: Uint8Array, broken: Broken): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const size = typeof dtype === 'string' && Object.hasOwn(elementBytes, dtype) ? dtype : undefined;
  if (size === undefined) throw broken(`"${key}" has no type that a face file uses`);
  if (!isCounts(shape) || shape.length > 8) throw broken(`"${key}" has no proper shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw broken(`"${key}" has no proper offsets`);
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > data.length) throw broken(`"${key}" reaches beyond the end of the file`);
  const bytes = shape.reduce((product, side) => product * side, elementBytes[size as Dtype]);
  if (bytes !== end - begin)
    throw broken(`"${key}" has ${end - begin} bytes where its shape asks for ${bytes}`);
  return { dtype: size as Dtype, shape, bytes: data.subarray(begin, end) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}
