import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  checkOutput,
  cleanupLostTempFiles,
  cleanupTempFiles,
  newTempOwner,
  tempFileBeside,
  writeAtomic,
} from '../../host/dist/media/index.js';
import { temporaryFolder } from './pictures.ts';

const root = temporaryFolder();
let folder: string;
let count = 0;
const bytes = Uint8Array.of(1, 2, 3);

beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

test('a new file is there whole, with nothing beside it', async () => {
  await writeAtomic(join(folder, 'a.png'), bytes);
  expect([...readFileSync(join(folder, 'a.png'))]).toEqual([1, 2, 3]);
  expect(readdirSync(folder)).toEqual(['a.png']);
});

test('with overwrite a file is replaced and keeps its permissions', async () => {
  const path = join(folder, 'a.png');
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  await writeAtomic(path, bytes, { overwrite: true });
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('a symbolic link is followed, not replaced', async () => {
  writeFileSync(join(folder, 'real.png'), 'old');
  symlinkSync('real.png', join(folder, 'link.png'));
  await writeAtomic(join(folder, 'link.png'), bytes, { overwrite: true });
  expect([...readFileSync(join(folder, 'real.png'))]).toEqual([1, 2, 3]);
  expect(readdirSync(folder).sort()).toEqual(['link.png', 'real.png']);
});

describe('the input is not written over', () => {
  test.each<[string, (input: string) => string]>([
    ['by its own name', (input) => input],
    ['by another spelling', () => `${folder}/./in.png`],
    [
      'by a symbolic link',
      (input) => {
        symlinkSync(input, join(folder, 'soft.png'));
        return join(folder, 'soft.png');
      },
    ],
    [
      'by a hard link',
      (input) => {
        linkSync(input, join(folder, 'hard.png'));
        return join(folder, 'hard.png');
      },
    ],
  ])('%s', async (_case, outputOf) => {
    const input = join(folder, 'in.png');
    writeFileSync(input, 'input');
    const output = outputOf(input);
    await expect(writeAtomic(output, bytes, { input: [input] })).rejects.toMatchObject({
      code: 'OUTPUT_IS_INPUT',
      remedy: expect.stringContaining('--overwrite'),
    });
    expect(readFileSync(input, 'utf8')).toBe('input');
    await writeAtomic(output, bytes, { input, overwrite: true });
    expect([...readFileSync(output)]).toEqual([1, 2, 3]);
  });
});

describe('places that cannot be written to', () => {
  test('a folder that does not exist is named', async () => {
    await expect(writeAtomic(join(folder, 'no', 'a.png'), bytes)).rejects.toMatchObject({
      code: 'OUTPUT_FOLDER_MISSING',
      remedy: expect.stringContaining(join(folder, 'no')),
    });
  });

  test('a file that exists stays', async () => {
    writeFileSync(join(folder, 'a.png'), 'old');
    await expect(writeAtomic(join(folder, 'a.png'), bytes)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(join(folder, 'a.png'), 'utf8')).toBe('old');
  });

  test.each<[string, () => string, RegExp]>([
    ['a folder', () => folder, /it is a folder/],
    [
      'a file used as a folder',
      () => (writeFileSync(join(folder, 'f'), ''), join(folder, 'f', 'a.png')),
      /not a folder/,
    ],
    [
      'a path through a file',
      () => (writeFileSync(join(folder, 'f'), ''), join(folder, 'f', 'g', 'a.png')),
      /file, not a folder/,
    ],
    ['a file system that takes no files', () => '/proc/a.png', /cannot be written/],
    ['a name that is too long', () => join(folder, `${'x'.repeat(300)}.png`), /name is too long/],
  ])('%s', async (_case, path, sentence) => {
    const failure = writeAtomic(path(), bytes);
    await expect(failure).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      message: expect.stringMatching(sentence),
    });
  });

  test('all of it can be asked before any work is done', async () => {
    await expect(checkOutput(join(folder, 'a.png'))).resolves.toBeUndefined();
    await expect(checkOutput(join(folder, 'no', 'a.png'))).rejects.toMatchObject({
      code: 'OUTPUT_FOLDER_MISSING',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('an aborted write throws the reason and leaves nothing', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped by hand');
  const writing = writeAtomic(join(folder, 'a.png'), new Uint8Array(1 << 24), { signal: stop.signal });
  stop.abort(reason);
  await expect(writing).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
});

test('of two writers without overwrite one wins and the other is told', async () => {
  const path = join(folder, 'a.png');
  const results = await Promise.allSettled([writeAtomic(path, bytes), writeAtomic(path, Uint8Array.of(9))]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const rejected = results.find((result) => result.status === 'rejected');
  expect(rejected?.reason).toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect(readdirSync(folder)).toEqual(['a.png']);
});

describe('an interrupt removes what is half written', () => {
  test('in this thread', () => {
    const temp = tempFileBeside(join(folder, 'a.png'));
    writeFileSync(temp, 'half');
    cleanupTempFiles();
    expect(existsSync(temp)).toBe(false);
  });

  test('of an engine that was lost, and leaves what others of this process are writing', async () => {
    const module = new URL('../../host/dist/media/temp-files.js', import.meta.url).href;
    const lost = newTempOwner();
    const code = `import(${JSON.stringify(module)}).then(({ ownTempFiles, tempFileBeside }) => {
      ownTempFiles(${JSON.stringify(lost)});
      require('node:fs').writeFileSync(tempFileBeside(${JSON.stringify(join(folder, 'a.png'))}), 'half');
    })`;
    const worker = new Worker(code, { eval: true });
    await new Promise((done) => worker.on('exit', done));
    const other = tempFileBeside(join(folder, 'b.png'));
    writeFileSync(other, 'still written');
    expect(readdirSync(folder)).toHaveLength(2);
    cleanupLostTempFiles([lost], [folder, join(folder, 'gone')]);
    expect(readdirSync(folder)).toEqual([basename(other)]);
    cleanupTempFiles();
    expect(readdirSync(folder)).toEqual([]);
  });
});
