import path from 'node:path';
import { formatPlace } from '../errors/config.js';
import type { Origin } from './types.js';

/** Where a value comes from, for people: `facet.config.ts:8:15`, `preset quality`, `--set detector.size=320`, `default`. */
export function formatOrigin(origin: Origin, cwd: string): string {
  if (origin.kind === 'default') return 'default';
  if (origin.kind === 'preset') return `preset ${origin.name ?? ''}`;
  if (origin.file === undefined) return origin.name ?? origin.kind;
  const relative = path.relative(cwd, origin.file);
  return formatPlace({ ...origin, file: relative.startsWith('..') ? origin.file : relative });
}

/** The origin of a path of the resolved config; a value that was only normalised has that of what it was made from. */
export function originOf(origins: ReadonlyMap<string, Origin>, leaf: string): Origin {
  for (let key = leaf; key !== ''; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    const origin = origins.get(key);
    if (origin) return origin;
  }
  return { kind: 'default' };
}
