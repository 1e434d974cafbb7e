import path from 'node:path';
import type { ManagedKernels } from '@facet/core-wasm';
import type { LoadedConfig } from '../config/index.js';
import { isCheckpoint, readCheckpoint } from '../checkpoints/index.js';
import { buildPlan } from '../pipeline/build-plan.js';
import { likeness } from '../pipeline/embeddings.js';
import { checkRecognizer } from '../pipeline/open-checkpoint.js';
import type { Extras } from '../pipeline/providers.js';
import { activatePlan } from '../pipeline/providers.js';
import type { PictureReader } from '../pipeline/read-picture.js';
import { pickFace, readPicture } from '../pipeline/read-picture.js';
import type { StageRunner } from '../pipeline/stage-runner.js';
import type { PluginHost } from '../plugins/index.js';
import { annotate } from './annotate.js';
import { buildCheckpoint } from './build-checkpoint.js';
import { extractFaces } from './extract-faces.js';
import { describeFound } from './found-face.js';
import type { FacesRequest, FacesResult } from './requests.js';

export interface FaceTools {
  readonly loaded: LoadedConfig;
  readonly plugins: PluginHost;
  readonly kernels: ManagedKernels;
  readonly runner: StageRunner;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Looks at, cuts out, compares or saves faces, with the providers of the config. Every picture passes the content check first.
 * @throws FacetError of reading pictures, stages, checkpoints or writing.
 */
export async function performFaces(request: FacesRequest, tools: FaceTools): Promise<FacesResult> {
  const attributes = request.action === 'analyze' || request.action === 'build';
  const identity = attributes || request.action === 'compare';
  const reader = await openReader(tools, { attributes, identity }, request.action === 'build');
  switch (request.action) {
    case 'compare':
      return compare(request.images, reader);
    case 'build':
      return { checkpoint: await buildCheckpoint(request, reader) };
    case 'detect':
    case 'analyze':
    case 'extract':
      return { pictures: await eachPicture(request, reader) };
  }
}

/** A plan of the config; its units matter to `build` alone. */
async function openReader(
  { loaded, plugins, kernels, runner, cwd, signal }: FaceTools,
  extras: Extras,
  units: boolean,
): Promise<PictureReader> {
  const { config, origins } = loaded;
  const plan = buildPlan({ config: units ? config : { ...config, units: [] }, origins }, plugins, cwd);
  const active = await activatePlan(plan, plugins, extras);
  return { active, kernels, runner, signal, maxPixels: config.image.maxPixels };
}

async function eachPicture(
  request: Extract<FacesRequest, { action: 'detect' | 'analyze' | 'extract' }>,
  reader: PictureReader,
): Promise<NonNullable<FacesResult['pictures']>> {
  const pictures: NonNullable<FacesResult['pictures']>[number][] = [];
  for (const [index, file] of request.images.entries()) {
    const mark = reader.kernels.mark();
    try {
      const picture = await readPicture(file, reader, { frame: { path: file, index } });
      const outputs: string[] = [];
      if (request.action === 'extract') outputs.push(...(await extractFaces(file, picture, request, reader)));
      else if (request.annotate !== undefined)
        outputs.push(
          await annotate(path.join(request.annotate, `${path.parse(file).name}-faces.png`), picture, reader),
        );
      pictures.push({
        path: file,
        width: picture.image.width,
        height: picture.image.height,
        faces: picture.faces.map((face, position) => describeFound(face, position)),
        outputs,
      });
    } finally {
      reader.kernels.release(mark);
    }
  }
  return pictures;
}

/** The left-most face of each picture, as FaceSwapLab compares; or a checkpoint. */
async function compare(images: readonly [string, string], reader: PictureReader): Promise<FacesResult> {
  const recognizer = reader.active.recognizer!.provider;
  const identify = async (file: string): Promise<Parameters<typeof likeness>[1]> => {
    if (isCheckpoint(file)) {
      const face = await readCheckpoint(file);
      checkRecognizer(file, face, reader.active, 'the comparison');
      return face.embedding;
    }
    const mark = reader.kernels.mark();
    try {
      const picture = await readPicture(file, reader, { frame: { path: file, index: 0 } });
      return pickFace(picture, 0, file, reader).embedding!;
    } finally {
      reader.kernels.release(mark);
    }
  };
  const first = await identify(images[0]);
  const second = await identify(images[1]);
  return { similarity: likeness(recognizer, first, second), recognizer: recognizer.model };
}
