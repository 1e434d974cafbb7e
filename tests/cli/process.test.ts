import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const bin = path.join(import.meta.dirname, '..', '..', 'host', 'bin', 'facet.js');

let root: string;
beforeEach(async () => {
  root = realpathSync(await mkdtemp(path.join(os.tmpdir(), 'facet-cli-')));
  await writeFile(path.join(root, 'package.json'), '{}');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a shell would, in the project of the test. */
async function facet(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, FACET_TRUST: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

describe('config init', () => {
  test.each([
    [[], 'facet.config.ts'],
    [['--json'], 'facet.config.json'],
    [['--yaml'], 'facet.config.yaml'],
  ])('%j writes a file that loads, and leaves it alone the next time', async (options, name) => {
    expect(await facet(['config', 'init', ...options])).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(path.join(root, name), 'utf8');
    expect(text).toContain('photos/*.jpg');
    const { code, stdout } = await facet(['config', 'print', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: path.join(root, name),
      config: {
        targets: [path.join(root, 'photos/*.jpg')],
        units: [{ source: [path.join(root, 'face.jpg')] }],
      },
    });
    expect(await facet(['config', 'check'])).toMatchObject({ code: 0, stdout: `${name} is right.\n` });
    for (const again of [[], ['--json'], ['--yaml']]) {
      const refused = await facet(['config', 'init', ...again]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(
        `error CONFIG_EXISTS: ${path.join(root, name)} exists and is left as it is.`,
      );
    }
    expect(readFileSync(path.join(root, name), 'utf8')).toBe(text);
    expect(readdirSync(root).sort()).toEqual([name, 'package.json'].sort());
  });
});

describe('config print', () => {
  test('--show-origin has a line for every value with its place', async () => {
    await writeFile(path.join(root, 'facet.config.yaml'), 'extends: fast\nimage:\n  quality: 90\n');
    const { code, stdout } = await facet(
      ['config', 'print', '--show-origin', '--set', 'engine.threads=2', '--device', 'cpu'],
      { FACET_KERNELS: 'reference' },
    );
    expect(code).toBe(0);
    const lines = stdout.split('\n').map((line) => line.split(/\s{2,}/));
    expect(lines).toEqual(
      expect.arrayContaining([
        ['device', '"cpu"', '--device'],
        ['kernels.use', '"reference"', 'FACET_KERNELS'],
        ['engine.threads', '2', '--set engine.threads=2'],
        ['engine.workers', '1', 'default'],
        ['detector.size', '320', 'preset fast'],
        ['image.quality', '90', 'facet.config.yaml:3:3'],
      ]),
    );
  });

  test('--show-origin --json has the same as data', async () => {
    await writeFile(path.join(root, 'facet.config.json'), '{\n  "device": "cpu"\n}\n');
    const { stdout } = await facet(['config', 'print', '--show-origin', '--json']);
    const { origins } = JSON.parse(stdout) as { origins: Record<string, unknown> };
    expect(origins.device).toEqual({
      kind: 'file',
      file: path.join(root, 'facet.config.json'),
      line: 2,
      column: 3,
    });
    expect(origins['contentCheck.threshold']).toEqual({ kind: 'default' });
  });

  test('--target shows what overrides make of it', async () => {
    const overrides = 'overrides:\n  - files: "*.png"\n    config: { image: { quality: 5 } }\n';
    await writeFile(path.join(root, 'facet.config.yaml'), overrides);
    const { stdout } = await facet(['config', 'print', '--show-origin', '--target', 'in/a.png']);
    expect(stdout).toMatch(/^image\.quality +5 +facet\.config\.yaml:3:24$/m);
  });
});

test.each([
  ['detector.use=blazefce', 'UNKNOWN_PROVIDER', 'Did you mean "blazeface"?'],
  ['detector.siz=320', 'OPTIONS_INVALID', 'Did you mean "size"?'],
])('config check looks at providers and their options: %s', async (set, code, suggestion) => {
  const ran = await facet(['config', 'check', '--set', set]);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(`error ${code}: `);
  expect(ran.stderr).toContain(suggestion);
});

test('config schema prints JSON', async () => {
  const { stdout } = await facet(['config', 'schema']);
  expect(JSON.parse(stdout)).toMatchObject({ title: 'Facet config', additionalProperties: false });
});

describe('a config that is wrong exits 2 with a sentence, and no stack', () => {
  test.each([
    [
      'facet.config.json',
      '{\n  "detecter": "ssd"\n}',
      'CONFIG_UNKNOWN_KEY',
      ':2:3',
      'Did you mean "detector"?',
    ],
    ['facet.config.ts', 'export default {\n  device: \n};', 'CONFIG_BROKEN', ':3:1', 'Mend the file'],
    ['facet.config.ts', 'throw new Error("out of paint");', 'CONFIG_BROKEN', ':1 ', 'Mend the file'],
    ['facet.config.mjs', 'export default {\n  device: ;\n};', 'CONFIG_BROKEN', ':2:11', 'Mend the file'],
    ['facet.config.yaml', 'contentCheck: false', 'CONTENT_CHECK_LOCKED', ':1:1', 'from 0.35 to 0.75'],
  ])('%s %j', async (name, text, code, place, remedy) => {
    await writeFile(path.join(root, name), text);
    for (const command of [
      ['config', 'print'],
      ['config', 'check'],
    ]) {
      const ran = await facet(command);
      expect({ ...ran, stderr: ran.stderr.split('\n')[0] }).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(`error ${code}: `) as unknown,
      });
      expect(ran.stderr).toContain(`${name}${place}`);
      expect(ran.stderr).toContain(`  what to do: `);
      expect(ran.stderr).toContain(remedy);
      expect(ran.stderr).not.toMatch(/\n\s+at /);
    }
    const json = await facet(['config', 'print', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code } });
  });

  test('--set contentCheck=false is refused', async () => {
    const ran = await facet(['config', 'print', '--set', 'contentCheck=false']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('The content check cannot be switched off or replaced');
  });
});

test('a reader that goes away ends the command quietly', async () => {
  const command = `"${process.execPath}" "${bin}" config schema | head -c 1`;
  const child = spawn('bash', ['-c', `set -o pipefail; ${command}`], { cwd: root });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect([code, stderr]).toEqual([0, '']);
});

test('a config written in TypeScript leaves nothing behind', async () => {
  await writeFile(path.join(root, 'facet.config.ts'), "export default { device: 'cpu' as const };\n");
  expect((await facet(['config', 'print'])).code).toBe(0);
  expect(readdirSync(root).sort()).toEqual(['facet.config.ts', 'package.json']);
  expect(existsSync(path.join(root, 'node_modules'))).toBe(false);
});
