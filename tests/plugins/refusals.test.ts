import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { FacetErrorShape } from '@facet/api';
import { pluginCodes } from '../../host/dist/errors/plugins.js';
import { openHost } from './open-host.ts';

/** Each folder is a plugin the host refuses; its expected.json says with which code and what the message names. */
const folder = fileURLToPath(new URL('refusals/', import.meta.url));

interface Expected {
  readonly code: keyof typeof pluginCodes;
  readonly says: readonly string[];
}

async function use(spec: string): Promise<void> {
  const { host } = await openHost([spec]);
  try {
    const own = host.plugins.filter((plugin) => !plugin.bundled).map((plugin) => plugin.id);
    for (const ref of host.contributions().filter((ref) => own.includes(ref.plugin)))
      await host.activate(ref);
    await host.activateHookPlugins();
  } finally {
    await host.dispose();
  }
}

async function failureOf(work: Promise<unknown>): Promise<FacetErrorShape> {
  return work.then(
    () => {
      throw new Error('The plugin was accepted.');
    },
    (error: unknown) => error as FacetErrorShape,
  );
}

describe('the host refuses a plugin', () => {
  test.each(readdirSync(folder))('%s', async (name) => {
    const expected = JSON.parse(readFileSync(`${folder}${name}/expected.json`, 'utf8')) as Expected;
    const error = await failureOf(use(`./refusals/${name}`));
    expect(error).toMatchObject({ code: expected.code });
    for (const part of expected.says) expect(error.message).toContain(part);
    expect(error.remedy).toMatch(/^[A-Z].*\.$/s);
    expect(pluginCodes[expected.code].meaning).toMatch(/\.$/);
  });

  test('that is not installed, and says where it looked and who named it', async () => {
    const error = await failureOf(openHost(['facet-plugin-nowhere']));
    expect(error.code).toBe('PLUGIN_NOT_FOUND');
    expect(error.message).toMatch(/"facet-plugin-nowhere".*open-host\.ts.*node_modules/);
    expect(error.remedy).toContain('npm install facet-plugin-nowhere');
  });

  test('whose path does not exist', async () => {
    const error = await failureOf(openHost(['./nowhere.mjs']));
    expect(error.code).toBe('PLUGIN_NOT_FOUND');
    expect(error.message).toMatch(/nowhere\.mjs does not exist/);
  });

  test.each([
    ['a number for a plugin', 7, 'a plugin object'],
    ['an object without version', { name: 'x', activate: () => undefined }, 'version as text'],
    ['an object without activate', { name: 'x', version: '1.0.0' }, 'a function activate'],
  ])('given as %s', async (_what, value, expected) => {
    const error = await failureOf(openHost([value as never]));
    expect(error.code).toBe('PLUGIN_INLINE');
    expect(error.message).toContain(expected);
  });
});
