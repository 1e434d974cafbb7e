import type {
  Alignment,
  Attributes,
  CheckResult,
  Detection,
  Embedding,
  Image,
  LandmarkResult,
  Mask,
  Point,
  SwapResult,
} from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';

/*
 * What each kind of provider must return. Every function gives back what it was given, or throws a ContractBreach; the stage
 * runner adds who returned it, where, and on which picture and face.
 */

/** What was expected of a provider, and what it returned. */
export class ContractBreach extends Error {
  readonly expected: string;
  readonly received: string;

  constructor(expected: string, received: string) {
    super(`expected ${expected} but received ${received}`);
    this.expected = expected;
    this.received = received;
  }
}

type Pictures = Pick<ManagedKernels, 'holds'>;
interface Size {
  readonly width: number;
  readonly height: number;
}

export function expectDetections(found: readonly Detection[]): readonly Detection[] {
  if (!isList(found)) throw new ContractBreach('a list of detections', show(found));
  for (const detection of found) {
    const { box, score, five } = fieldsOf<Detection>(detection);
    const sized =
      box && [box.x, box.y, box.width, box.height].every(Number.isFinite) && box.width > 0 && box.height > 0;
    if (!sized) throw new ContractBreach('boxes with finite, positive sizes', show(box));
    if (!isShare(score)) throw new ContractBreach('a score from 0 to 1', show(score));
    if (five !== undefined) expectFive(five);
  }
  return found;
}

export function expectLandmarks(result: LandmarkResult | undefined): LandmarkResult | undefined {
  if (result === undefined) return undefined;
  const { landmarks, presence } = fieldsOf<LandmarkResult>(result);
  if (!landmarks) throw new ContractBreach('landmarks, or nothing where there is no face', show(result));
  expectFive(landmarks.five);
  expectValues('mesh468', landmarks.mesh468, 3 * 468);
  expectValues('points68', landmarks.points68, 2 * 68);
  if (presence !== undefined && !isShare(presence))
    throw new ContractBreach('presence from 0 to 1', show(presence));
  return result;
}

export function expectEmbedding(embedding: Embedding, recognizer: string): Embedding {
  const { model, vector } = fieldsOf<Embedding>(embedding);
  const values = vector instanceof Float32Array ? vector : undefined;
  if (model === recognizer && values && values.length > 0 && values.every(Number.isFinite)) return embedding;
  throw new ContractBreach(
    `an embedding of finite values made by ${recognizer}`,
    values === undefined ? show(embedding) : `${values.length} values made by ${String(model)}`,
  );
}

export function expectAttributes(attributes: Attributes): Attributes {
  if (!isObject(attributes)) throw new ContractBreach('age, gender or neither', show(attributes));
  const { age, gender } = attributes;
  if (age !== undefined && !(Number.isFinite(age) && age >= 0))
    throw new ContractBreach('an age in years', show(age));
  if (gender !== undefined && !['female', 'male'].includes(gender))
    throw new ContractBreach('"female" or "male" as gender', show(gender));
  return attributes;
}

export function expectAlignment(alignment: Alignment): Alignment {
  const { width, height, frameToCrop: t } = fieldsOf<Alignment>(alignment);
  if (![width, height].every((side) => Number.isInteger(side) && side! > 0))
    throw new ContractBreach('an alignment to a whole number of pixels', `${show(width)} x ${show(height)}`);
  const determinant = t ? t.a * t.d - t.b * t.c : Number.NaN;
  if (t && [t.tx, t.ty, determinant].every(Number.isFinite) && Math.abs(determinant) > 1e-12)
    return alignment;
  throw new ContractBreach('an alignment whose frameToCrop has an inverse', show(t));
}

/** What a swapper prepares goes to other threads and into checkpoints. */
export function expectPlainData<T>(source: T): T {
  try {
    structuredClone(source);
    return source;
  } catch {
    throw new ContractBreach('plain data that can be sent to another thread', show(source));
  }
}

export function expectSwap(result: SwapResult, crop: Size, kernels: Pictures): SwapResult {
  const { image, mask } = fieldsOf<SwapResult>(result);
  const expected = `a picture with the proportions of ${crop.width} x ${crop.height}`;
  const picture = expectPicture(image, undefined, kernels, expected);
  const off = Math.abs(picture.width * crop.height - picture.height * crop.width);
  if (off >= Math.max(crop.width, crop.height)) throw new ContractBreach(expected, show(picture));
  if (mask) expectMask(mask, crop, kernels);
  return result;
}

/** @param size Any size will do without it. */
export function expectPicture(
  image: unknown,
  size: Size | undefined,
  kernels: Pictures,
  expected = size ? `a picture of ${size.width} x ${size.height}` : 'a picture',
): Image {
  if (hasSize(image, size) && kernels.holds('image', image)) return image as Image;
  throw new ContractBreach(expected, hasSize(image, size) ? notOfKernels(image) : show(image));
}

export function expectMask(mask: unknown, size: Size, kernels: Pictures): Mask {
  if (hasSize(mask, size) && kernels.holds('mask', mask)) return mask as Mask;
  const expected = `a mask of ${size.width} x ${size.height}`;
  throw new ContractBreach(expected, hasSize(mask, size) ? notOfKernels(mask) : show(mask));
}

export function expectCheck(result: CheckResult): CheckResult {
  const { score, details = {} } = fieldsOf<CheckResult>(result);
  if (!isShare(score)) throw new ContractBreach('a score from 0 to 1', show(score));
  if (isObject(details) && Object.values(details).every(Number.isFinite)) return result;
  throw new ContractBreach('numbers as details', show(details));
}

export function expectModelBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
  throw new ContractBreach('the bytes of a model', show(bytes));
}

export function expectExitCode(code: number): number {
  if (Number.isInteger(code) && code >= 0 && code <= 255) return code;
  throw new ContractBreach('an exit code from 0 to 255', show(code));
}

function expectFive(five: unknown): void {
  const points = isList(five) ? five.map((point) => fieldsOf<Point>(point)) : [];
  if (points.length === 5 && points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return;
  throw new ContractBreach('five finite landmarks', show(five));
}

function expectValues(name: string, values: Float32Array | undefined, count: number): void {
  if (values === undefined) return;
  if (values instanceof Float32Array && values.length === count && values.every(Number.isFinite)) return;
  const received = values instanceof Float32Array ? `${values.length} values` : show(values);
  throw new ContractBreach(`${count} finite values as ${name}`, received);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** What a plugin says is a `T` may be anything. */
const fieldsOf = <T>(value: unknown): Partial<T> => (isObject(value) ? (value as Partial<T>) : {});

function hasSize(value: unknown, size: Size | undefined): boolean {
  const { width, height } = fieldsOf<Size>(value);
  return size === undefined ? isObject(value) : width === size.width && height === size.height;
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const notOfKernels = (handle: unknown): string =>
  `${show(handle)}, which ctx.kernels did not make or has freed`;

/** A value as messages show it, in at most 80 characters. */
function show(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'width' in value && 'height' in value)
    return `${String(value.width)} x ${String(value.height)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    text = 'an object that is no plain data';
  }
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
