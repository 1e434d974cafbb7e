import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { fixture, root, tempFolder } from '../support/facet.ts';

// On Windows npm is a script that only a shell can run.
const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('the packed packages install in an empty folder and swap a face there', () => {
  const tarballs = tempFolder();
  npm(['pack', '--workspaces', '--ignore-scripts', '--pack-destination', tarballs], root);
  const packed = readdirSync(tarballs).map((file) => path.join(tarballs, file));
  expect(packed).toHaveLength(12);

  const project = tempFolder();
  writeFileSync(path.join(project, 'package.json'), '{ "private": true }');
  npm(['install', '--no-audit', '--no-fund', ...packed], project);
  mkdirSync(path.join(project, 'out'));
  writeFileSync(
    path.join(project, 'facet.config.ts'),
    `import { defineConfig } from '@facet/api';
     export default defineConfig({
       extends: 'balanced',
       units: [{ source: ${JSON.stringify(fixture('astronaut.png'))} }],
       targets: ${JSON.stringify(fixture('mona_lisa.jpg'))},
       output: 'out/{name}.{ext}',
     });`,
  );
  const facet = path.join(project, 'node_modules', 'facet', 'bin', 'facet.js');
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [facet, ...args], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const { checks } = JSON.parse(run('doctor', '--json')) as {
    checks: readonly { name: string; state: string }[];
  };
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.filter((check) => check.state !== 'ok')).toEqual([]);
  run('run');
  expect(existsSync(path.join(project, 'out', 'mona_lisa.jpg'))).toBe(true);
});
