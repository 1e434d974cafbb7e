import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { facet, tempFolder } from '../support/facet.ts';
import { startServer } from './server-process.ts';

function project(config: object): string {
  const cwd = tempFolder();
  writeFileSync(path.join(cwd, 'facet.config.json'), JSON.stringify(config));
  return cwd;
}

async function start(config: object): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return facet(['serve', '--port', '0'], { cwd: project(config) });
}

test.each([
  ['detector', { detector: 'blazefce' }],
  ['restorer', { server: { restorers: { CodeFormer: 'face-restorr' } } }],
  ['upscaler', { server: { upscalers: { LDSR: { use: 'slim-x3' } } } }],
  ['masker', { server: { improvedMask: ['box', 'face-parsng'] } }],
])('a %s that is not there is told before anything is served, with file and line', async (kind, config) => {
  const { code, stderr } = await start(config);
  expect([code, stderr]).toEqual([2, expect.stringContaining('error UNKNOWN_PROVIDER')]);
  expect(stderr).toContain(`No plugin provides the ${kind}`);
  expect(stderr).toContain('facet.config.json:1:');
});

test('so are options that a restorer of requests does not have', async () => {
  const restorers = { CodeFormer: { use: 'face-restorer', wait: 1 } };
  const { code, stderr } = await start({ server: { restorers } });
  expect([code, stderr]).toEqual([2, expect.stringContaining('error OPTIONS_INVALID')]);
});

test('units of the project do not count', async () => {
  const server = await startServer({ cwd: project({ units: [{ source: 'a.jpg', swapper: 'nobody' }] }) });
  expect(await server.stop()).toBe(0);
});
