import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { root, tempFolder } from '../support/facet.ts';

const cli = path.join(root, 'host', 'bin', 'facet.js');

/** Runs the command line in a pseudo-terminal, which `script` of util-linux makes, and answers its question. */
function inTerminal(
  cwd: string,
  record: string,
  answer: string,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const command = `'${process.execPath}' '${cli}' config print`;
    const child = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FACET_TRUST: '', FACET_TRUST_FILE: record },
    });
    let said = '';
    let answered = false;
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (answered || !said.includes('[y/N]')) return;
      answered = true;
      child.stdin.write(`${answer}\n`);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}

test('in a terminal, Facet says what would run, asks, and remembers a yes', async () => {
  const folder = tempFolder();
  const record = path.join(tempFolder(), 'trust.json');
  writeFileSync(path.join(folder, 'package.json'), '{}');
  writeFileSync(
    path.join(folder, 'facet.config.mjs'),
    `import { writeFileSync } from 'node:fs'; writeFileSync('ran', ''); export default { device: 'cpu' };`,
  );
  const ran = (): boolean => existsSync(path.join(folder, 'ran'));

  const no = await inTerminal(folder, record, 'n');
  expect(no.said).toContain('config facet.config.mjs');
  expect(no.said).toContain('TRUST_REQUIRED');
  expect([no.code, ran()]).toEqual([2, false]);

  const yes = await inTerminal(folder, record, 'y');
  expect([yes.code, ran()]).toEqual([0, true]);

  const again = await inTerminal(folder, record, 'n');
  expect(again.said).not.toContain('[y/N]');
  expect(again.code).toBe(0);
});
