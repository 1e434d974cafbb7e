import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { tempFolder } from '../support/facet.ts';
import { openHost } from './open-host.ts';

const count = 50;
const number = { type: 'number', minimum: 0, maximum: 1, default: 0.5 };

/** Folders of plugins whose code throws when it is imported. */
function plugins(options: object | undefined): readonly string[] {
  const folder = tempFolder();
  return Array.from({ length: count }, (_, n) => {
    const dir = path.join(folder, `facet-plugin-p${n}`);
    mkdirSync(dir);
    const maskers = ['a', 'b', 'c'].map((id) => ({ id, title: id, ...(options && { options }) }));
    const facet = { manifest: 1, hooks: true, contributes: { maskers }, ...(options && { options }) };
    const facts = { name: `facet-plugin-p${n}`, version: '1.0.0', type: 'module', exports: './index.js' };
    writeFileSync(
      path.join(dir, 'package.json'),
      JSON.stringify({ ...facts, engines: { facet: '*' }, facet }),
    );
    writeFileSync(path.join(dir, 'index.js'), "throw new Error('It was imported.');");
    return dir;
  });
}

/** Least processor time of a few turns, in microseconds. */
async function cost(specs: readonly string[]): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    const start = process.cpuUsage();
    const { host } = await openHost(specs, { bundled: [] });
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
    expect(host.plugins).toHaveLength(count);
    expect(host.plugins.every(({ state }) => state === 'known')).toBe(true);
  }
  return least;
}

test('fifty manifests are read without importing code, and their options cost little until they are used', async () => {
  const plain = await cost(plugins(undefined));
  const rich = await cost(
    plugins({ type: 'object', properties: { size: number, edge: number, tint: number } }),
  );
  console.info(`${count} manifests: ${plain / 1000} ms, with options ${rich / 1000} ms`);
  // Compiling every schema takes some twenty times as long.
  expect(rich / plain).toBeLessThan(6);
});
