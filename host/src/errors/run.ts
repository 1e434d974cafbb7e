import { FacetError } from '@facet/api';
import type { Activity } from '../plugins/activity.js';
import { describeWho, describeWork, detailsOf, remedyFor, wayAround } from './activity.js';
import { messageOf } from './cause.js';

/** Codes of a run: planning, sources, stages and workers. */
export const runCodes = {
  NO_UNITS: { exit: 2, meaning: 'The config names no source face, so there is nothing to swap.' },
  CONFIG_FIXED: {
    exit: 2,
    meaning: 'A plugin changed a setting in the config hook that was already in use.',
  },
  INPAINTER_MISSING: { exit: 2, meaning: 'A denoising strength is set, and the config names no inpainter.' },
  NO_TARGETS: { exit: 2, meaning: 'No target was given, or a folder or glob matched no picture.' },
  TARGET_LIST: { exit: 2, meaning: 'A file that lists targets cannot be read.' },
  OUTPUT_COLLISION: { exit: 2, meaning: 'Two targets would be written to the same file.' },
  OUTPUT_TEMPLATE: { exit: 2, meaning: 'The output template has a placeholder that does not exist.' },
  SOURCE_NO_FACE: { exit: 4, meaning: 'A source picture shows no face.' },
  SOURCE_FACE_RANGE: { exit: 2, meaning: 'The source picture shows fewer faces than the index asks for.' },
  SOURCE_REFUSED: {
    exit: 3,
    meaning: 'The content check, or a checker of the config, refused a source picture.',
  },
  CONTENT_REFUSED: {
    exit: 3,
    meaning: 'The content check, or a checker of the config, refused a target or its result.',
  },
  EMBEDDING_MODEL: { exit: 2, meaning: 'Identities made by two recognizers were to be compared.' },
  SIMILARITY_LOW: { exit: 4, meaning: 'A result was discarded because it looks too little like its source.' },
  STAGE_FAILED: {
    exit: 1,
    meaning: 'A plugin failed at a stage of the pipeline or in a command of its own.',
  },
  STAGE_RESULT: { exit: 1, meaning: 'A plugin returned something that breaks its contract.' },
  STAGE_TIMEOUT: { exit: 1, meaning: 'A stage ran past its limit and its worker was ended.' },
  WORKER_MEMORY: { exit: 1, meaning: 'An engine worker used up the memory it may have.' },
  WORKER_DIED: { exit: 1, meaning: 'An engine worker ended unexpectedly.' },
  UNKNOWN_MODEL: { exit: 2, meaning: 'No plugin declares a model of that name, or several do.' },
  INTERRUPTED: { exit: 130, meaning: 'The run was interrupted.' },
} as const;

export const noUnits = (): FacetError =>
  new FacetError('NO_UNITS', 'No source face is given, so there is nothing to swap.', {
    remedy: 'Name a picture with --source, or add a unit with a source to the config.',
  });

export const inpainterMissing = (where: string): FacetError =>
  new FacetError(
    'INPAINTER_MISSING',
    `Faces are to be painted anew (${where}), but the config names no inpainter.`,
    {
      remedy:
        "Set inpainter: { use: 'a1111', url: 'http://127.0.0.1:7860' } to use a server with the /sdapi/v1/img2img route, or set the denoising to 0.",
    },
  );

export const noTargets = (patterns: readonly string[]): FacetError =>
  new FacetError(
    'NO_TARGETS',
    patterns.length === 0
      ? 'No target picture is given.'
      : `No picture matches ${patterns.map((p) => `"${p}"`).join(', ')}.`,
    { remedy: 'Name the pictures to change as arguments, or set "targets" in the config.' },
  );

export const targetList = (file: string, cause: unknown): FacetError =>
  new FacetError('TARGET_LIST', `The list of targets "${file}" cannot be read: ${messageOf(cause)}.`, {
    remedy:
      'Give a text file with one picture, folder or glob a line; a target whose name begins with "@" is written "./@…".',
    cause,
  });

export const outputCollision = (output: string, first: string, second: string): FacetError =>
  new FacetError('OUTPUT_COLLISION', `"${first}" and "${second}" would both be written to "${output}".`, {
    remedy: 'Give the output as a template with {name} or {index}, such as "out/{name}-swapped.{ext}".',
  });

export const unknownPlaceholder = (
  template: string,
  placeholder: string,
  known: readonly string[],
): FacetError =>
  new FacetError('OUTPUT_TEMPLATE', `The output "${template}" has an unknown placeholder {${placeholder}}.`, {
    remedy: `Use one of ${known.map((k) => `{${k}}`).join(', ')}.`,
  });

export const sourceNoFace = (path: string): FacetError =>
  new FacetError('SOURCE_NO_FACE', `No face was found in the source picture "${path}".`, {
    remedy: 'Use a picture with a clearly visible face, or lower the detector threshold.',
  });

export const sourceFaceRange = (path: string, index: number, count: number): FacetError =>
  new FacetError(
    'SOURCE_FACE_RANGE',
    `The source picture "${path}" shows ${count} face${count === 1 ? '' : 's'}, so there is no face ${index}.`,
    { remedy: `Choose a source face from 0 to ${count - 1}, counted from the left.` },
  );

const percent = (value: number): string => value.toFixed(2);

/** The verdict that refuses a picture. */
interface Refusal {
  /** The checker of the config that refused; absent for the content check itself. */
  readonly name?: string;
  readonly score: number;
  readonly threshold: number;
  readonly details?: Readonly<Record<string, number>>;
}

/** Both kinds of refusal, in words: who refused, by which figures, and what to do. */
function describeRefusal({ name, score, threshold, details = {} }: Refusal): {
  readonly who: string;
  readonly figures: string;
  readonly remedy: string;
} {
  const limit = `score ${percent(score)}, limit ${percent(threshold)}`;
  if (name === undefined) {
    const remedy = 'Use another picture; the check cannot be switched off.';
    return { who: 'The content check', figures: limit, remedy };
  }
  const own = Object.entries(details).map(([what, value]) => `${what} ${Number(value.toFixed(2))}`);
  return {
    who: `The checker "${name}"`,
    figures: [limit, ...own].join(', '),
    remedy: 'Use another picture, or change the checker under checkers in the config.',
  };
}

export function sourceRefused(path: string, refusal: Refusal): FacetError {
  const { who, figures, remedy } = describeRefusal(refusal);
  return new FacetError('SOURCE_REFUSED', `${who} refused the source picture "${path}" (${figures}).`, {
    remedy: `Nothing was written. ${remedy}`,
  });
}

export function contentRefused(path: string, what: 'picture' | 'result', refusal: Refusal): FacetError {
  const { who, figures, remedy } = describeRefusal(refusal);
  return new FacetError(
    'CONTENT_REFUSED',
    `${who} refused the ${what === 'picture' ? 'picture' : 'result for'} "${path}" (${figures}).`,
    { remedy: `Nothing was written for it. ${remedy}` },
  );
}

export const vetoed = (path: string, reason: string): FacetError =>
  new FacetError('CONTENT_REFUSED', `A plugin's check refused "${path}": ${reason}`, {
    remedy: 'Nothing was written for it. Use another picture, or remove the plugin from the config.',
  });

export const embeddingModels = (expected: string, found: string): FacetError =>
  new FacetError(
    'EMBEDDING_MODEL',
    `An identity made by ${found} cannot be compared with those of ${expected}.`,
    {
      remedy:
        'Build the face checkpoint again with the recognizer of this config, or choose that recognizer.',
    },
  );

/** @param score Absent when the face was not found again. */
export const similarityLow = (
  path: string,
  unit: number,
  face: number,
  what: 'source' | 'reference',
  score: number | undefined,
  limit: number,
): FacetError =>
  new FacetError(
    'SIMILARITY_LOW',
    score === undefined
      ? `The result for "${path}" was discarded: face ${face} was not found again after unit ${unit} swapped it, so it could not be compared with its source.`
      : `The result for "${path}" was discarded: face ${face} has a similarity of ${percent(score)} to the ${what === 'source' ? 'source' : 'first source'} of unit ${unit}, and at least ${percent(limit)} is asked for.`,
    {
      remedy:
        'Nothing was written for it. Lower similarity.min or similarity.minReference, or use another source.',
      details: { unit, face, what, limit, ...(score !== undefined && { score }) },
    },
  );

export const stageFailed = (activity: Activity, where: string, cause: unknown): FacetError =>
  new FacetError(
    'STAGE_FAILED',
    `${describeWho(activity)} failed at stage "${activity.name}" on ${where}: ${messageOf(cause)}.`,
    { remedy: remedyFor(activity), cause, details: detailsOf(activity) },
  );

/** A plugin's own error, under its own code, with the plugin's name before it. */
export const stageRefused = (
  activity: Activity,
  where: string,
  cause: Pick<FacetError, 'code' | 'message' | 'remedy' | 'details'>,
): FacetError =>
  new FacetError(
    cause.code,
    `${describeWho(activity)} at stage "${activity.name}" on ${where}: ${cause.message}`,
    {
      remedy: cause.remedy ?? remedyFor(activity),
      cause,
      details: { ...cause.details, ...detailsOf(activity) },
    },
  );

export const stageResult = (
  activity: Activity,
  where: string,
  expected: string,
  received: string,
): FacetError =>
  new FacetError(
    'STAGE_RESULT',
    `Expected ${expected} from ${describeWho(activity)} at stage "${activity.name}" on ${where} but received ${received}.`,
    { remedy: remedyFor(activity), details: { ...detailsOf(activity), expected, received } },
  );

export const commandFailed = (activity: Activity, cause: unknown): FacetError =>
  new FacetError(
    'STAGE_FAILED',
    `${describeWho(activity)} failed ${describeWork(activity)}: ${messageOf(cause)}.`,
    { remedy: remedyFor(activity), cause, details: detailsOf(activity) },
  );

export const commandResult = (activity: Activity, expected: string, received: string): FacetError =>
  new FacetError(
    'STAGE_RESULT',
    `Expected ${expected} from ${describeWho(activity)} ${describeWork(activity)} but received ${received}.`,
    { remedy: remedyFor(activity), details: { ...detailsOf(activity), expected, received } },
  );

export const stageTimeout = (activity: Activity, answered: boolean): FacetError =>
  new FacetError(
    'STAGE_TIMEOUT',
    answered
      ? `The engine stopped answering, and was ended after ${activity.limitMs} ms; the last to run was ${describeWho(activity)}, ${describeWork(activity)}.`
      : `${describeWho(activity)} did not come back ${describeWork(activity)} within ${activity.limitMs} ms and was ended.`,
    {
      remedy:
        activity.kind === 'activation'
          ? remedyFor(activity)
          : `Raise engine.stageTimeoutMs, or ${wayAround(activity.kind)}.`,
      details: detailsOf(activity),
    },
  );

export const workerDied = (activity: Activity, cause: unknown): FacetError =>
  new FacetError(
    'WORKER_DIED',
    `The engine worker ended while ${describeWho(activity)} ran, ${describeWork(activity)}: ${messageOf(cause)}.`,
    { remedy: remedyFor(activity), cause, details: detailsOf(activity) },
  );

export const workerMemory = (activity: Activity, memoryMb: number): FacetError =>
  new FacetError(
    'WORKER_MEMORY',
    `The engine worker used up its ${memoryMb} MB of memory while ${describeWho(activity)} ran, ${describeWork(activity)}.`,
    { remedy: `Raise engine.memoryMb. ${remedyFor(activity)}`, details: detailsOf(activity) },
  );

export const interrupted = (): FacetError =>
  new FacetError(
    'INTERRUPTED',
    'The run was interrupted; finished outputs are complete, nothing is half written.',
  );

export const configFixed = (key: string, plugins: string): FacetError =>
  new FacetError(
    'CONFIG_FIXED',
    `The config hook of ${plugins} changed "${key}", which is already in use by then.`,
    { remedy: `Set "${key}" in the config file, or remove the plugin.` },
  );

export const unknownModel = (name: string, guess: string | undefined, known: readonly string[]): FacetError =>
  new FacetError(
    'UNKNOWN_MODEL',
    `No single model is called "${name}".${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
    { remedy: `Use one of ${known.join(', ')}.` },
  );
