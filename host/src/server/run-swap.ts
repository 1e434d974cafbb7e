import { FacetError } from '@facet/api';
import type { ConfigRequest, ResolvedConfig } from '../config/index.js';
import type { RunEvent, RunReport } from '../engine/index.js';
import type { ErrorRecord, TargetReport } from '../pipeline/report.js';
import type { ServerEngine } from './engine.js';
import type { JobFolder } from './job-folder.js';

/** A run of one request: everything else comes from the config of the server. */
export interface SwapOrder {
  readonly targets: readonly string[];
  readonly output: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface SwapIo {
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** What the server runs with, once it has read its config. */
export interface SwapContext {
  readonly engine: ServerEngine;
  readonly request: ConfigRequest;
  readonly config: ResolvedConfig;
}

/**
 * Runs the engine on pictures of a job folder. What the config of the server says about targets, units, overrides, reports and inspection does not hold.
 * @throws FacetError for what keeps the run from starting; its sentences name files without the folder.
 */
export async function runSwap(
  order: SwapOrder,
  folder: JobFolder,
  { engine, request, config }: SwapContext,
  io: SwapIo,
): Promise<RunReport> {
  const { image, ...settings } = order.settings;
  const flags = {
    ...request.flags,
    ...settings,
    image: { ...(typeof image === 'object' ? image : {}), ...limitPixels(config) },
    targets: order.targets,
    output: order.output,
    report: folder.path('report.json'),
    ...(config.inspect !== undefined && { inspect: folder.path('inspect') }),
    overrides: [],
    overwrite: false,
    continue: false,
    keepOriginal: false,
  };
  try {
    return await engine.runJob({ config: { ...request, flags } }, io);
  } catch (error) {
    throw scrubbed(error, folder);
  }
}

/** The smaller of the limits of config and server. */
export function limitPixels({ image, server }: ResolvedConfig): { readonly maxPixels: number } {
  return { maxPixels: Math.min(image.maxPixels, server.maxPixels) };
}

/** The failure of one target as an error of its own. */
export function targetError(record: ErrorRecord, folder: JobFolder): FacetError {
  const { code, message, remedy } = record;
  return new FacetError(code, folder.scrub(message), {
    ...(remedy !== undefined && { remedy: folder.scrub(remedy) }),
  });
}

/** What the report of a target has to say beside its picture. */
export function sentencesOf(target: TargetReport, folder: JobFolder): readonly string[] {
  const skipped = target.faces.flatMap((face, index) =>
    face.swaps.flatMap(({ reason }) =>
      reason === undefined ? [] : [`Face ${index} was left out: ${reason}`],
    ),
  );
  const scored = target.faces.flatMap((face, index) =>
    face.swaps.flatMap(({ similarity, referenceSimilarity }) => {
      if (similarity === undefined) return [];
      const reference =
        referenceSimilarity === undefined ? '' : `, ref_similarity = ${referenceSimilarity.toFixed(3)}`;
      return [`Face ${index}: similarity = ${similarity.toFixed(3)}${reference}`];
    }),
  );
  return [...target.warnings, ...skipped, ...scored].map((sentence) => folder.scrub(sentence));
}

/** The same error, naming files without the folder. */
export function scrubbed(error: unknown, folder: JobFolder): unknown {
  if (!(error instanceof FacetError)) return error;
  const { code, message, remedy } = error;
  return targetError({ code, message, ...(remedy !== undefined && { remedy }) }, folder);
}
