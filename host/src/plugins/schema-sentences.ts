import type { ErrorObject } from 'ajv/dist/2020.js';
import { suggest } from '../config/suggest.js';

/** One way a value breaks its schema. */
export interface SchemaProblem {
  /** Dotted path inside the value, empty for the value itself. */
  readonly path: string;
  readonly sentence: string;
}

/** Turns ajv's errors into sentences with path, expectation and what was received. `name` stands for the whole value. */
export function describeSchemaErrors(
  errors: readonly ErrorObject[],
  value: unknown,
  name: string,
): readonly SchemaProblem[] {
  const seen = new Set<string>();
  const problems: SchemaProblem[] = [];
  for (const error of errors) {
    if (error.keyword === 'if' || error.keyword === 'anyOf' || error.keyword === 'oneOf') continue;
    const steps = error.instancePath.split('/').slice(1).map(unescapePointer);
    const path = dotted(steps);
    const where = path === '' ? name : `${name}.${path}`;
    const sentence = describe(error, where, valueAt(value, steps));
    if (seen.has(sentence)) continue;
    seen.add(sentence);
    problems.push({ path, sentence });
  }
  if (problems.length === 0 && errors[0]) {
    problems.push({ path: '', sentence: `${name} ${errors[0].message ?? 'breaks its schema'}.` });
  }
  return problems;
}

function describe(error: ErrorObject, where: string, found: unknown): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty);
      const known = Object.keys(
        (error.parentSchema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {},
      );
      const guess = suggest(key, known);
      const hint =
        guess !== undefined
          ? ` Did you mean "${guess}"?`
          : known.length === 0
            ? ' It takes none.'
            : ` It takes ${known.join(', ')}.`;
      return `${where} has an unknown key "${key}".${hint}`;
    }
    case 'required':
    case 'dependentRequired':
      return `Expected ${where}.${String(params.missingProperty)} but it is missing.`;
    case 'type':
      return `Expected ${where} to be ${list([params.type].flat().map(String))} but received ${show(found)}.`;
    case 'const':
      return `Expected ${where} to be ${show(params.allowedValue)} but received ${show(found)}.`;
    case 'enum':
      return `Expected ${where} to be ${list((params.allowedValues as unknown[]).map(show))} but received ${show(found)}.`;
    case 'pattern':
      return `Expected ${where} to match ${String(params.pattern)} but received ${show(found)}.`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `Expected ${where} to be ${String(params.comparison)} ${String(params.limit)} but received ${show(found)}.`;
    default:
      return `Expected ${where} to fit "${error.keyword}" (${error.message ?? 'no more is known'}) but received ${show(found)}.`;
  }
}

/** `"text" (string)`, `3 (number)`, `null`, `an array of 2`, `an object`. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') {
    return `${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)} (string)`;
  }
  return typeof value === 'number' || typeof value === 'boolean'
    ? `${value} (${typeof value})`
    : `a ${typeof value}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

function dotted(steps: readonly string[]): string {
  return steps.reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`),
    '',
  );
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined),
    value,
  );
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
