import type { FacetError } from '@facet/api';
import { contentCheckLocked } from '../errors/config.js';
import { contentCheckBounds } from './content-check-bounds.js';
import type { Layer } from './layer.js';
import { ArrayPatch, isTree } from './layer.js';

/** Keys people try when they want the check gone; any other unknown key is an ordinary slip. */
const switches = new Set([
  'use',
  'enable',
  'enabled',
  'disable',
  'disabled',
  'off',
  'on',
  'skip',
  'mode',
  'checker',
  'check',
]);

/**
 * What a layer does to the content check beyond tuning its threshold within bounds. Every layer is looked at,
 * so that an attempt is refused even where another layer would win.
 */
export function contentCheckProblems(layer: Layer): readonly FacetError[] {
  const problems: FacetError[] = [];
  const refuse = (what: string, path: readonly string[]) =>
    problems.push(contentCheckLocked(what, layer.locate(path), contentCheckBounds));
  const look = (value: unknown, path: readonly string[]): void => {
    if (value === undefined) return;
    const name = path.join('.');
    if (!isTree(value)) {
      refuse(`${name} is ${show(value)}`, path);
      return;
    }
    for (const [key, child] of Object.entries(value)) {
      if (switches.has(key)) refuse(`${name}.${key} is ${show(child)}`, [...path, key]);
      if (key === 'threshold' && isOutOfBounds(child))
        refuse(`${name}.threshold is ${show(child)}`, [...path, key]);
    }
  };
  look(layer.tree.contentCheck, ['contentCheck']);
  for (const [index, override] of elements(layer.tree.overrides)) {
    const config = isTree(override) ? override.config : undefined;
    if (isTree(config)) look(config.contentCheck, ['overrides', String(index), 'config', 'contentCheck']);
  }
  return problems;
}

function isOutOfBounds(value: unknown): boolean {
  if (typeof value === 'number') return !(value >= contentCheckBounds.min && value <= contentCheckBounds.max);
  return typeof value === 'boolean' || value === null;
}

function elements(value: unknown): readonly (readonly [number, unknown])[] {
  if (value instanceof ArrayPatch) return [...value.entries];
  return Array.isArray(value) ? value.map((element: unknown, index) => [index, element] as const) : [];
}

function show(value: unknown): string {
  if (isTree(value)) return 'an object';
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value);
}
