import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { decodeBytes, decodeFile } from '../../host/dist/media/index.js';
import { facet, fixture, root, tempFolder } from '../support/facet.ts';
import { readFixture } from './faceswaplab-client.ts';
import { post, startServer } from './server-process.ts';

/** Runs a script as a reader of the page does. */
const shell = (script: string, cwd: string): Promise<{ code: number | null; stderr: string }> =>
  new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('close', (code) => resolve({ code, stderr }));
  });

test('the examples of docs/rest.md do what they say', async () => {
  const page = readFileSync(path.join(root, 'docs', 'rest.md'), 'utf8');
  const examples = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, code = '']) => code);
  const asking = examples.filter((code) => code.includes('curl '));
  expect(asking).toHaveLength(2);
  const folder = tempFolder();
  const at = (name: string): string => path.join(folder, name);
  const json = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));
  copyFileSync(fixture('mona_lisa.jpg'), at('lisa.jpg'));
  copyFileSync(fixture('astronaut.png'), at('alice.png'));
  const server = await startServer();
  try {
    const script = asking.join('\n').replaceAll('http://127.0.0.1:7860', server.url);
    expect(await shell(script, folder)).toEqual({ code: 0, stderr: '' });
  } finally {
    await server.stop();
  }
  const { images } = json('swapped.json') as { readonly images: readonly [string] };
  const swapped = await decodeBytes(Buffer.from(images[0], 'base64'), 'swapped.json');
  expect(swapped.info.format).toBe('png');
  expect(Number(readFileSync(at('score.txt'), 'utf8'))).toBeGreaterThanOrEqual(0);
  expect((json('faces.json') as { readonly images: readonly string[] }).images).toHaveLength(1);
  expect(json('alice.json')).toMatch(/^data:application\/face;base64,/);
  expect(readFileSync(at('events.txt'), 'utf8')).toContain('"state":"done"');
  expect(json('done.json')).toMatchObject({ state: 'done', targets: [{ outcome: 'written' }] });
  expect((await decodeFile(at('swapped.jpg'))).info.format).toBe('jpeg');
});

test('a request gives the very picture that the command line gives', async () => {
  const folder = tempFolder();
  const output = path.join(folder, 'out.png');
  const [target, source] = ['mona_lisa.jpg', 'astronaut.png'] as const;
  const ran = await facet(['swap', fixture(target), '-s', fixture(source), '-o', output], { cwd: folder });
  expect(ran.code).toBe(0);
  const server = await startServer();
  try {
    const units = [{ source_img: readFixture(source) }];
    const answer = await post(`${server.url}/faceswaplab/swap_face`, { image: readFixture(target), units });
    const { images } = answer.body as { readonly images: readonly [string] };
    expect(Buffer.from(images[0], 'base64').equals(readFileSync(output))).toBe(true);
  } finally {
    await server.stop();
  }
});
