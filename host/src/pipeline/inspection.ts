import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FrameInfo, Image, Mask } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { outputNotWritable } from '../errors/media.js';
import { messageOf } from '../errors/cause.js';
import { encodePicture, writeAtomic } from '../media/index.js';

/** Which face a picture belongs to; the whole frame without one. */
export interface InspectedFace {
  readonly unit: number;
  readonly face: { readonly id: number };
}

/** Pictures of what the stages of one target did, for people who look. */
export interface Inspection {
  /** Absolute paths, in the order they were written. */
  readonly files: readonly string[];
  /** Writes a picture or mask as it is after a stage. */
  picture(stage: string, picture: Image | Mask, at?: InspectedFace): Promise<void>;
  /** Takes back what was written: a refused picture leaves no trace. */
  discard(): Promise<void>;
}

export const noInspection: Inspection = {
  files: [],
  picture: () => Promise.resolve(),
  discard: () => Promise.resolve(),
};

/** Names of inspection pictures: `unit0-face1-03-restore.png`, `frame-02-finish.png`. */
const ownFiles = /^(unit\d+-face\d+|frame)-\d{2,}-[a-z-]+\.png$/;

/**
 * Writes every picture into `<folder>/<frame>-<name>/`, each whole or not at all and with the provenance mark, numbered in the order of the
 * stages. Pictures that an earlier run left there go first.
 * @throws FacetError `OUTPUT_NOT_WRITABLE`.
 */
export async function inspectInto(
  folder: string,
  { path: target, index }: FrameInfo,
  kernels: ManagedKernels,
  signal: AbortSignal,
): Promise<Inspection> {
  const dir = path.join(folder, `${String(index).padStart(4, '0')}-${path.parse(target).name}`);
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    throw outputNotWritable(dir, messageOf(cause), cause);
  }
  for (const file of await readdir(dir)) if (ownFiles.test(file)) await rm(path.join(dir, file));
  const files: string[] = [];
  const counts = new Map<string, number>();
  return {
    files,
    picture: async (stage, picture, at) => {
      const what = at ? `unit${at.unit}-face${at.face.id}` : 'frame';
      const count = (counts.get(what) ?? 0) + 1;
      counts.set(what, count);
      const file = path.join(dir, `${what}-${String(count).padStart(2, '0')}-${stage}.png`);
      await writeAtomic(file, await encode(picture, kernels), { overwrite: true, signal });
      files.push(file);
    },
    discard: async () => {
      for (const file of files.splice(0)) await rm(file, { force: true });
    },
  };
}

/** A mask becomes grey. */
async function encode(picture: Image | Mask, kernels: ManagedKernels): Promise<Uint8Array> {
  const { width, height } = picture;
  if (kernels.holds('image', picture)) {
    return kernels.lend(picture as Image, (data) => encodePicture({ width, height, data }));
  }
  const levels = kernels.readMask(picture as Mask);
  const data = new Uint8Array(4 * levels.length);
  levels.forEach((level, i) => data.fill(level, 4 * i, 4 * i + 3).fill(255, 4 * i + 3, 4 * i + 4));
  return encodePicture({ width, height, data });
}
