import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../support/facet.ts';

const plugins = path.join(root, 'plugins');

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const imports =
  /^(?:import|export)\b[^;'"]*\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/gm;

/** What the built code imports, without its own files. */
function importsOf(dir: string): ReadonlySet<string> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(path.join(dir, file), 'utf8').matchAll(imports)].map(
      ([, from, bare, called]) => (from ?? bare ?? called)!,
    ),
  );
  return new Set(names.filter((name) => !/^\.{1,2}\//.test(name)));
}

describe('a bundled plugin uses @facet/api and nothing else', () => {
  test.each(readdirSync(plugins))('%s', (name) => {
    const dir = path.join(plugins, name);
    expect([...importsOf(path.join(dir, 'dist'))]).toEqual(['@facet/api']);
    const facts = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as Package;
    const { dependencies, peerDependencies = {}, optionalDependencies = {} } = facts;
    expect(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })).toEqual([
      '@facet/api',
    ]);
  });
});
