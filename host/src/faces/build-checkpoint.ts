import type { SourceFace } from '@facet/api';
import { checkpointFile, encodeCheckpoint } from '../checkpoints/index.js';
import type { PreparedFace } from '../checkpoints/index.js';
import { writeAtomic } from '../media/index.js';
import { formatOf } from '../pipeline/open-checkpoint.js';
import { identityOf } from '../pipeline/prepare-source.js';
import type { PictureReader } from '../pipeline/read-picture.js';
import { pickFace, readPicture } from '../pipeline/read-picture.js';
import { writePreview } from './preview.js';
import type { FacesRequest, FacesResult } from './requests.js';

/**
 * Saves the face of the first unit's pictures: the mean of their embeddings, gender and age of the first, and what the unit's swapper makes of them.
 * @throws FacetError `CHECKPOINT_UNSAVABLE`, and those of reading pictures, stages and writing.
 */
export async function buildCheckpoint(
  request: Extract<FacesRequest, { action: 'build' }>,
  reader: PictureReader,
): Promise<NonNullable<FacesResult['checkpoint']>> {
  const { active, kernels, signal } = reader;
  const [unit] = active.plan.units;
  const mark = kernels.mark();
  try {
    const sources: SourceFace[] = [];
    for (const [position, file] of unit!.sources.entries()) {
      const picture = await readPicture(file, reader, { frame: { path: file, index: position } });
      const face = pickFace(picture, position === 0 ? unit!.sourceFace : 0, file, reader);
      sources.push({ image: picture.image, face });
    }
    const { embedding, gender: estimated, age } = identityOf(sources);
    const gender = request.gender ?? estimated;
    const made = request.texture || request.preview ? await prepareFace(sources, reader) : undefined;
    const prepared = request.texture ? made : undefined;
    const bytes = encodeCheckpoint({
      embedding: embedding!,
      ...(gender && { gender }),
      ...(age !== undefined && { age }),
      ...(prepared && { prepared }),
    });
    const file = await checkpointFile(request.folder, request.name, request.overwrite);
    await writeAtomic(file, bytes, { overwrite: request.overwrite, signal });
    const { portrait } = request;
    const preview = request.preview
      ? await writePreview(
          { file: `${file}.png`, sources, data: made?.data, ...(portrait !== undefined && { portrait }) },
          reader,
        )
      : undefined;
    return {
      path: file,
      bytes: bytes.length,
      sources: sources.length,
      ...(gender && { gender }),
      ...(age !== undefined && { age }),
      ...(prepared && { swapper: prepared.swapper }),
      ...(preview !== undefined && { preview }),
    };
  } finally {
    kernels.release(mark);
  }
}

async function prepareFace(
  sources: readonly SourceFace[],
  { active, runner }: PictureReader,
): Promise<PreparedFace> {
  const { swapper } = active.units[0]!;
  const scope = { frame: { path: active.plan.units[0]!.sources[0]!, index: 0 }, unit: 0 };
  const data = await runner.run('prepare', swapper.name, scope, swapper.options, (call) =>
    swapper.provider.prepare(sources, call),
  );
  return { swapper: swapper.name, version: swapper.version, format: formatOf(swapper.provider), data };
}
