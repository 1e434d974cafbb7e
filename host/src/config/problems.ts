import type { FacetError } from '@facet/api';
import type { z } from 'zod';
import { invalidValue, unknownKey } from '../errors/config.js';
import type { Merged } from './merge.js';
import { layerOf } from './merge.js';
import { suggest } from './suggest.js';
import { knownKeys } from './known-keys.js';

type Issue = z.core.$ZodIssue;

/** The schema's complaints about merged values as errors that name the key, what it holds, and where it was written. */
export function schemaProblems(issues: readonly Issue[], merged: Merged): readonly FacetError[] {
  return issues.flatMap((issue) => problemsOf(issue, [], merged));
}

function problemsOf(issue: Issue, parent: readonly string[], merged: Merged): readonly FacetError[] {
  const path = [...parent, ...issue.path.map(String)];
  const place = (at: readonly string[]) => layerOf(merged.leaves, at)?.locate(at) ?? {};
  const name = path.length === 0 ? 'the config' : path.join('.');
  const received = show(valueAt(merged.tree, path));
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    return issue.keys.map((key) => {
      const keyPath = [...path, key];
      return unknownKey(keyPath.join('.'), place(keyPath), known, suggest(key, known));
    });
  }
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => problemsOf(inner, path, merged));
    const expected = [...new Set(issue.errors.flatMap((errors) => errors.map(expectation)))].join(' or ');
    return [invalidValue(name, expected || 'another value', received, place(path))];
  }
  return [invalidValue(name, expectation(issue), received, place(path))];
}

/** Of the alternatives of a union, the one that had the right type and failed only further in. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find(
    (issues) =>
      issues.length > 0 &&
      issues.every(
        (issue) => issue.path.length > 0 || !['invalid_type', 'invalid_value', 'custom'].includes(issue.code),
      ),
  );
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeName(issue.expected);
    case 'invalid_value':
      return oneOf(issue.values.map((value) => JSON.stringify(value)));
    case 'too_small':
      return sizeWords(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return sizeWords(issue.origin, 'at most', issue.maximum);
    case 'custom':
      return 'a plugin object with a function activate';
    default:
      return issue.message;
  }
}

function sizeWords(origin: string, words: string, limit: number | bigint): string {
  if (origin === 'string') return 'text that is not empty';
  return origin === 'array'
    ? `${words} ${limit} element${Number(limit) === 1 ? '' : 's'}`
    : `${words} ${limit}`;
}

function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a number',
    string: 'text',
    boolean: 'true or false',
    array: 'an array',
    object: 'an object',
    record: 'an object',
    tuple: 'a pair [plugin, options]',
  };
  return names[type] ?? type;
}

function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `one of ${values.join(', ')}`;
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    tree,
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}
