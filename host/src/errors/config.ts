import { FacetError } from '@facet/api';

/** Codes of the config and of the command line. */
export const configCodes = {
  CONFIG_NOT_FOUND: { exit: 2, meaning: 'A config file or preset that was named does not exist.' },
  CONFIG_BROKEN: {
    exit: 2,
    meaning: 'A config file cannot be read: its syntax is wrong, or its code throws.',
  },
  CONFIG_NOT_OBJECT: {
    exit: 2,
    meaning: 'A config file is empty, exports nothing, or holds something else than an object.',
  },
  CONFIG_CYCLE: { exit: 2, meaning: 'Config files extend each other in a circle.' },
  CONFIG_UNKNOWN_KEY: { exit: 2, meaning: 'A config has a key that does not exist.' },
  CONFIG_INVALID: { exit: 2, meaning: 'A value of the config has the wrong type or is out of range.' },
  CONFIG_SET: { exit: 2, meaning: 'A --set expression cannot be read or does not fit the config.' },
  CONFIG_ENV: { exit: 2, meaning: 'A FACET_ environment variable looks like a config key but is none.' },
  CONFIG_EXISTS: { exit: 2, meaning: '"config init" will not replace a config file that exists.' },
  CONTENT_CHECK_LOCKED: {
    exit: 2,
    meaning:
      'A config or plugin tried to switch the content check off or to move its threshold out of bounds.',
  },
  INTERNAL: { exit: 1, meaning: 'Something failed in a way Facet does not foresee; this is a bug.' },
  USAGE: { exit: 2, meaning: 'The command line is wrong.' },
} as const;

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Said instead of a file, such as `--set detector.size=x`. */
  readonly name?: string;
}

/** `facet.config.ts:12:3`, or the name of what is no file. */
export function formatPlace(place: Place): string {
  if (place.file === undefined) return place.name ?? 'the defaults';
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':');
}

const at = (place: Place): { file?: string; line?: number; column?: number } => ({
  ...(place.file !== undefined && { file: place.file }),
  ...(place.line !== undefined && { line: place.line }),
  ...(place.column !== undefined && { column: place.column }),
});

export const configNotFound = (file: string, namedBy: string): FacetError =>
  new FacetError('CONFIG_NOT_FOUND', `The config file "${file}" named by ${namedBy} does not exist.`, {
    remedy: 'Check the path; it is relative to what names it. "facet config init" writes a new file.',
    details: { file },
  });

export const presetNotFound = (
  name: string,
  place: Place,
  presets: readonly string[],
  suggestion?: string,
): FacetError =>
  new FacetError('CONFIG_NOT_FOUND', `There is no preset "${name}" (${formatPlace(place)}).`, {
    remedy: `${suggestion === undefined ? '' : `Did you mean "${suggestion}"? `}Presets are ${presets.join(', ')}; a file is written with a path, such as "./base.json".`,
    details: at(place),
  });

export const configBroken = (place: Place, why: string, cause?: unknown): FacetError =>
  new FacetError('CONFIG_BROKEN', `${formatPlace(place)} cannot be loaded: ${why}`, {
    remedy: 'Mend the file at the place named, then try "facet config check".',
    details: at(place),
    cause,
  });

export const configNotObject = (file: string, why: string): FacetError =>
  new FacetError('CONFIG_NOT_OBJECT', `${file} ${why}.`, {
    remedy: 'A config file holds one object; "facet config init" writes one to start from.',
    details: { file },
  });

export const configCycle = (chain: readonly string[]): FacetError =>
  new FacetError('CONFIG_CYCLE', `Config files extend each other in a circle: ${chain.join(' -> ')}.`, {
    remedy: 'Remove one of these from its "extends".',
    details: { files: chain },
  });

export const unknownKey = (
  path: string,
  place: Place,
  known: readonly string[],
  suggestion?: string,
): FacetError =>
  new FacetError('CONFIG_UNKNOWN_KEY', `Unknown key "${path}" (${formatPlace(place)}).`, {
    remedy:
      suggestion === undefined ? `Known keys here are ${known.join(', ')}.` : `Did you mean "${suggestion}"?`,
    details: { path, ...at(place), ...(suggestion !== undefined && { suggestion }) },
  });

export const invalidValue = (path: string, expected: string, received: string, place: Place): FacetError =>
  new FacetError(
    'CONFIG_INVALID',
    `Expected ${expected} for ${path} but received ${received} (${formatPlace(place)}).`,
    {
      remedy: `Change ${path === 'the config' ? 'it' : `"${path}"`}; "facet config schema" describes every key.`,
      details: { path, ...at(place) },
    },
  );

/** Several problems as one error: the code of the first, every message, and each problem in `details.problems`. */
export function configProblems(problems: readonly FacetError[]): FacetError {
  const [first] = problems;
  if (first === undefined) throw new RangeError('Expected at least one problem but received none');
  if (problems.length === 1) return first;
  return new FacetError(first.code, problems.map((problem) => problem.message).join('\n'), {
    remedy: [...new Set(problems.flatMap((problem) => problem.remedy ?? []))].join('\n'),
    details: {
      problems: problems.map(({ code, message, remedy, details }) => ({ code, message, remedy, ...details })),
    },
  });
}

export const badSetExpression = (expression: string, why: string): FacetError =>
  new FacetError('CONFIG_SET', `--set "${expression}" ${why}.`, {
    remedy: 'Write a path and a value, such as --set detector.size=320 or --set units.0.sharpen=true.',
    details: { expression },
  });

export const unknownVariable = (variable: string, suggestion: string): FacetError =>
  new FacetError('CONFIG_ENV', `The environment variable ${variable} is no config key.`, {
    remedy: `Did you mean ${suggestion}? Unset ${variable} if it is not meant for Facet.`,
    details: { variable, suggestion },
  });

export const configExists = (file: string): FacetError =>
  new FacetError('CONFIG_EXISTS', `${file} exists and is left as it is.`, {
    remedy: 'Edit it, or remove it first.',
    details: { file },
  });

export const contentCheckLocked = (
  what: string,
  place: Place,
  bounds: { readonly min: number; readonly max: number },
): FacetError =>
  new FacetError(
    'CONTENT_CHECK_LOCKED',
    `The content check cannot be switched off or replaced: ${what} (${formatPlace(place)}).`,
    {
      remedy: `Only contentCheck.threshold can be set, from ${bounds.min} to ${bounds.max}.`,
      details: { ...bounds, ...at(place) },
    },
  );

export const usage = (message: string, remedy: string): FacetError =>
  new FacetError('USAGE', message, { remedy });

export const badVariable = (variable: string, why: string): FacetError =>
  new FacetError('CONFIG_ENV', `The environment variable ${variable} begins like JSON and is not: ${why}.`, {
    remedy: `Write JSON or plain text into ${variable}, or unset it.`,
    details: { variable },
  });
