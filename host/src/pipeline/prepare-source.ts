import path from 'node:path';
import type { Embedding, Gender, SourceFace } from '@facet/api';
import { isCheckpoint, readCheckpoint } from '../checkpoints/index.js';
import { meanEmbedding } from './embeddings.js';
import { checkRecognizer, openCheckpoint } from './open-checkpoint.js';
import type { PlannedUnit } from './plan.js';
import { expectPlainData } from './provider-contract.js';
import type { UnitProviders } from './providers.js';
import type { PictureReader } from './read-picture.js';
import { pickFace, readPicture } from './read-picture.js';
import type { SourceReport } from './report.js';

/** One face a unit puts on, digested by its swapper. */
export interface SourceVariant {
  readonly data: unknown;
  readonly gender?: Gender;
  readonly age?: number;
  /** The identity as it is used: the mean of all blended pictures. */
  readonly embedding?: Embedding;
  /** The identity of the first picture alone. */
  readonly reference?: Embedding;
}

/** What a unit needs besides its target. */
export interface PreparedSource {
  /** One where sources are blended, else one for each. */
  readonly variants: readonly SourceVariant[];
  /** The identity target faces must be like. */
  readonly like?: Embedding;
  readonly reports: readonly SourceReport[];
}

/**
 * The names of a unit's variants, for outputs: those of the source files, made different by a number where they are alike.
 */
export function variantNames({
  source,
  blend,
}: {
  readonly source: readonly string[];
  readonly blend: boolean;
}): readonly string[] {
  const seen = new Map<string, number>();
  return (blend ? source.slice(0, 1) : source).map((file) => {
    const { name } = path.parse(file);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

/**
 * Reads, checks and digests the sources of a unit. The chosen face counts from the left, as FaceSwapLab's reference face does.
 * @throws FacetError `SOURCE_REFUSED`, `SOURCE_NO_FACE`, `SOURCE_FACE_RANGE`, those of {@link openCheckpoint}, or what decoding and stages throw.
 */
export async function prepareSource(
  unit: PlannedUnit,
  providers: UnitProviders,
  reader: PictureReader,
): Promise<PreparedSource> {
  const { kernels, runner } = reader;
  const reports: SourceReport[] = [];
  const mark = kernels.mark();
  try {
    const like = await readReference(unit, reader);
    const variants: SourceVariant[] = [];
    for (const sources of groups(unit, (message) => runner.warn(message))) {
      const [first] = sources;
      variants.push(
        first && isCheckpoint(first.path)
          ? await fromCheckpoint(first.path, unit, providers, reader, reports)
          : await fromPictures(sources, unit, providers, reader, reports),
      );
    }
    return { variants, reports, ...(like && { like }) };
  } finally {
    kernels.release(mark);
  }
}

interface SourceFile {
  readonly path: string;
  /** Position among the unit's sources. */
  readonly position: number;
}

/** Sources that make one face: all of them, or each by itself. A checkpoint wins over pictures. */
function groups(unit: PlannedUnit, warn: (message: string) => void): readonly (readonly SourceFile[])[] {
  const files = unit.sources.map((file, position) => ({ path: file, position }));
  if (!unit.blend) return files.map((file) => [file]);
  const checkpoint = files.find((file) => isCheckpoint(file.path));
  if (!checkpoint) return [files];
  if (files.length > 1)
    warn(`Unit ${unit.index} has a face checkpoint, so its ${files.length - 1} other sources are not used.`);
  return [[checkpoint]];
}

async function fromCheckpoint(
  file: string,
  unit: PlannedUnit,
  providers: UnitProviders,
  reader: PictureReader,
  reports: SourceReport[],
): Promise<SourceVariant> {
  const { face, data } = await openCheckpoint(file, unit, providers, reader);
  const { embedding, gender, age } = face;
  reports.push({ unit: unit.index, path: file, checkpoint: { recognizer: embedding.model } });
  return {
    data,
    embedding,
    reference: embedding,
    ...(gender && { gender }),
    ...(age !== undefined && { age }),
  };
}

async function fromPictures(
  files: readonly SourceFile[],
  unit: PlannedUnit,
  { swapper }: UnitProviders,
  reader: PictureReader,
  reports: SourceReport[],
): Promise<SourceVariant> {
  const sources: SourceFace[] = [];
  for (const { path: file, position } of files) {
    const picture = await readPicture(file, reader, {
      frame: { path: file, index: position },
      unit: unit.index,
    });
    // Only the first picture is asked for a certain face; the others give their left-most one, as FaceSwapLab's batch sources do.
    const index = position === 0 ? unit.sourceFace : 0;
    const face = pickFace(picture, index, file, reader);
    sources.push({ image: picture.image, face });
    reports.push({
      unit: unit.index,
      path: file,
      faces: picture.faces.length,
      used: { index, box: face.box, score: face.score },
      contentCheck: picture.check,
    });
  }
  const scope = { frame: { path: files[0]?.path ?? '', index: 0 }, unit: unit.index };
  const data = await reader.runner.run('prepare', swapper.name, scope, swapper.options, async (call) =>
    expectPlainData(await swapper.provider.prepare(sources, call)),
  );
  return { data, ...identityOf(sources) };
}

/** Gender and age are those of the first picture; the identity is the mean of all. */
export function identityOf(sources: readonly SourceFace[]): Omit<SourceVariant, 'data'> {
  const first = sources[0]?.face;
  const embeddings = sources.flatMap(({ face }) => (face.embedding ? [face.embedding] : []));
  const embedding = meanEmbedding(embeddings);
  return {
    ...(first?.gender && { gender: first.gender }),
    ...(first?.age !== undefined && { age: first.age }),
    ...(embedding && { embedding }),
    ...(first?.embedding && { reference: first.embedding }),
  };
}

/** The identity that `faces.reference` names: the left-most face of a picture, or a checkpoint. */
async function readReference(unit: PlannedUnit, reader: PictureReader): Promise<Embedding | undefined> {
  const { reference } = unit.faces;
  if (!reference) return undefined;
  if (isCheckpoint(reference.image)) {
    const face = await readCheckpoint(reference.image);
    checkRecognizer(reference.image, face, reader.active, 'choosing faces by it');
    return face.embedding;
  }
  const scope = { frame: { path: reference.image, index: 0 }, unit: unit.index };
  return pickFace(await readPicture(reference.image, reader, scope), 0, reference.image, reader).embedding;
}
