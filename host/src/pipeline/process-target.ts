import { stat } from 'node:fs/promises';
import type { FrameInfo, Image } from '@facet/api';
import { isFacetError } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { contentRefused, vetoed } from '../errors/run.js';
import { checkOutput, decodeFile, writeResult } from '../media/index.js';
import type { RunHooks } from '../plugins/index.js';
import type { Decoded, ResultFile } from '../media/index.js';
import { checkContent, refusalOf } from './content-check.js';
import { findFaces } from './find-faces.js';
import type { Inspection } from './inspection.js';
import { keepOriginal } from './keep-original.js';
import type { Unwritten, WriteBehind } from './look-ahead.js';
import { reserveFor } from './memory-plan.js';
import { postprocess } from './postprocess.js';
import type { PreparedSource } from './prepare-source.js';
import type { ActivePlan } from './providers.js';
import { choosesByIdentity } from './providers.js';
import type { ContentRecord, FaceRecord, Outcome } from './report.js';
import type { StageRunner } from './stage-runner.js';
import { FrameKept } from './stage-runner.js';
import { swapUnits } from './swap-units.js';

export interface TargetJob {
  readonly frame: FrameInfo;
  readonly output: string;
  readonly overwrite: boolean;
  /** Leaves the target alone when its output is there already. */
  readonly continue: boolean;
  /** Copies the target beside its output. */
  readonly keepOriginal: boolean;
  /** Which of its sources each unit puts on. */
  readonly variants: readonly number[];
  readonly quality?: number;
  readonly maxPixels: number;
}

export interface TargetContext {
  readonly active: ActivePlan;
  readonly sources: readonly PreparedSource[];
  readonly kernels: ManagedKernels;
  readonly hooks: RunHooks;
  readonly runner: StageRunner;
  /** What is written of the stages for people who look. */
  readonly inspection: Inspection;
  /** The target where it was read already, while the one before was worked on. */
  readonly read?: Promise<Decoded | undefined> | undefined;
  /** What takes the result, so that the next target need not wait until it is written; without it the result is written at once. */
  readonly behind?: WriteBehind | undefined;
  readonly signal: AbortSignal;
}

/** What is known of a target so far; it is filled in as the work goes on, so that a failure keeps what was found. */
export interface TargetProgress {
  outcome: Outcome;
  output?: string;
  size?: { readonly width: number; readonly height: number };
  readonly contentCheck: { input?: ContentRecord; result?: ContentRecord };
  faces: readonly FaceRecord[];
}

const host = 'facet';

/** Results are written whole or not at all, so one that is there is finished. */
export const isFinished = async (job: Pick<TargetJob, 'continue' | 'output'>): Promise<boolean> =>
  job.continue && ((await stat(job.output).catch(() => undefined))?.isFile() ?? false);

/**
 * One target from decode to encode. Writes nothing unless at least one face was swapped and both content checks passed.
 * @returns the result, where it is to be written behind.
 * @throws FacetError of decoding, stages, the content check, or writing; `progress` then holds what was found until there.
 */
export async function processTarget(
  job: TargetJob,
  context: TargetContext,
  progress: TargetProgress,
): Promise<ResultFile | undefined> {
  const { kernels, runner, hooks, active, signal, behind } = context;
  const scope = { frame: job.frame };
  if (await isFinished(job)) {
    progress.outcome = 'skipped';
    progress.output = job.output;
    return;
  }
  const mark = kernels.mark();
  try {
    // Said before the work, and again when the file is written.
    await checkOutput(job.output, { input: job.frame.path, overwrite: job.overwrite });
    const decode = async (): Promise<Decoded> =>
      (await context.read) ?? decodeFile(job.frame.path, { maxPixels: job.maxPixels, signal });
    const { pixels, info } = await runner.run('decode', host, scope, {}, decode);
    const { depth } = info.originally;
    if (depth > 8) {
      runner.warn(`The picture has ${depth} bits per channel; its result is written with 8.`, 'IMAGE_DEPTH');
    }
    reserveFor(pixels, active.plan, kernels);
    const frame = kernels.importImage(pixels);
    progress.size = { width: frame.width, height: frame.height };
    await checkInput(frame, job.frame, context, progress);
    const faces = await hooks.call.faces(
      await findFaces(frame, context, scope, choosesByIdentity(active)),
      job.frame,
    );
    await swapUnits(frame, faces, job.frame, job.variants, context, progress);
    if (!progress.faces.some((face) => face.swaps.some((swap) => swap.outcome === 'swapped'))) {
      progress.outcome = 'no-face';
      return;
    }
    const processed = await postprocess(frame, faces, job.frame, context);
    const finished = await hooks.call.finish(processed, job.frame);
    await context.inspection.picture('result', finished);
    await checkResult(finished, job.frame, context, progress);
    if (job.keepOriginal) await keepOriginal(job.frame.path, job.output, signal);
    const { width, height } = finished;
    const { output, overwrite, quality } = job;
    const input = { ...info, path: job.frame.path };
    const asFile = (data: Uint8Array | Uint8ClampedArray): ResultFile => ({
      path: output,
      pixels: { width, height, data },
      input,
      overwrite,
      quality,
    });
    if (behind?.takes(finished)) {
      return await runner.run('encode', host, scope, {}, async () => {
        await behind.settled();
        return asFile(kernels.readImage(finished));
      });
    }
    await runner.run('encode', host, scope, {}, () =>
      kernels.lend(finished, (view) => writeResult(asFile(view), signal)),
    );
    writtenTo(output, progress);
  } catch (error) {
    if (isFacetError(error, 'CONTENT_REFUSED')) await context.inspection.discard();
    keptAsItIs(error, runner, progress);
  } finally {
    kernels.release(mark);
  }
}

/**
 * What becomes of a result that could not be written behind: it fails as any other stage does.
 * @throws FacetError as {@link processTarget}.
 */
export async function processUnwritten(
  { file, error }: Unwritten,
  frame: FrameInfo,
  { runner, signal }: Pick<TargetContext, 'runner' | 'signal'>,
  progress: TargetProgress,
): Promise<void> {
  let told = false;
  const attempt = async (): Promise<void> => {
    if (told) return writeResult(file, signal);
    told = true;
    throw error;
  };
  try {
    await runner.run('encode', host, { frame }, {}, attempt);
    writtenTo(file.path, progress);
  } catch (failure) {
    keptAsItIs(failure, runner, progress);
  }
}

export function writtenTo(output: string, progress: TargetProgress): void {
  progress.outcome = 'written';
  progress.output = output;
}

/** @throws the error, unless a tap has said that the picture is kept. */
function keptAsItIs(error: unknown, runner: StageRunner, progress: TargetProgress): void {
  if (!(error instanceof FrameKept)) throw error;
  runner.warn(`The picture is kept as it is: ${error.message}`);
  progress.outcome = 'no-face';
}

async function checkInput(
  frame: Image,
  info: FrameInfo,
  { active, runner, hooks }: TargetContext,
  progress: TargetProgress,
): Promise<void> {
  const check = await checkContent(frame, active, runner, { frame: info });
  progress.contentCheck.input = check;
  const refusal = refusalOf(check);
  if (refusal) throw contentRefused(info.path, 'picture', refusal);
  const veto = await hooks.call.check(frame, info);
  if (veto) throw vetoed(info.path, veto.reason);
}

async function checkResult(
  frame: Image,
  info: FrameInfo,
  { active, runner }: TargetContext,
  progress: TargetProgress,
): Promise<void> {
  const check = await checkContent(frame, active, runner, { frame: info });
  progress.contentCheck.result = check;
  const refusal = refusalOf(check);
  if (refusal) throw contentRefused(info.path, 'result', refusal);
}
