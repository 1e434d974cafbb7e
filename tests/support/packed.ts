import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, tempFolder } from './facet.ts';

/** Runs npm in a folder and returns what it wrote to stdout. */
export function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    // On Windows npm is a script that only a shell can run.
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      ONNXRUNTIME_NODE_INSTALL: 'skip',
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Packs every package of this repository and returns the package files. */
export function packAll(): readonly string[] {
  const tarballs = tempFolder();
  npm(['pack', '--workspaces', '--ignore-scripts', '--pack-destination', tarballs], root);
  return readdirSync(tarballs).map((file) => path.join(tarballs, file));
}

/** An empty project with these packages installed. */
export function projectWith(packages: readonly string[]): string {
  const project = tempFolder();
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
  mkdirSync(path.join(project, 'out'));
  npm(['install', ...packages], project);
  return project;
}

/** The command line that is installed in a project, as a function that returns its stdout. */
export function installedFacet(project: string): (...args: readonly string[]) => string {
  const facet = path.join(project, 'node_modules', 'facet', 'bin', 'facet.js');
  return (...args) =>
    execFileSync(process.execPath, [facet, ...args], {
      cwd: project,
      encoding: 'utf8',
      // Projects of tests are written by tests.
      env: { ...process.env, FACET_TRUST: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
}
