import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { defaultCacheDir } from '../../host/dist/models/index.js';
import type { Finished } from '../support/facet.ts';
import { facet, fixture, tempFolder } from '../support/facet.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const face = fixture('astronaut.png');
const target = fixture('mona_lisa.jpg');

/** A white PNG of one bit per pixel: small on disk whatever its size. */
function whitePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const row = Buffer.alloc(1 + Math.ceil(width / 8), 0xff);
  row[0] = 0;
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

beforeAll(() => {
  folder = tempFolder();
  mkdirSync(at('folder'));
  writeFileSync(at('empty.jpg'), '');
  writeFileSync(at('text.jpg'), 'This is not a picture.');
  writeFileSync(at('cut.jpg'), readFileSync(target).subarray(0, 60_000));
  writeFileSync(at('huge.png'), whitePng(20_000, 20_000));
  writeFileSync(at('blank.png'), whitePng(400, 300));
  writeFileSync(at('file'), 'a file where a folder should be');
  writeFileSync(at('typo.yaml'), `units:\n  - source: ${face}\ndetektor: blazeface\n`);
  writeFileSync(at('broken.config.ts'), 'export default {\n  units: [\n');
  writeFileSync(at('unlocked.json'), '{ "contentCheck": false }');
});

interface Case {
  readonly name: string;
  readonly args: () => readonly string[];
  readonly exit: number;
  readonly code: string;
  /** Parts of the message. */
  readonly says: readonly (string | RegExp)[];
}

const swap = (to: string, ...more: string[]): readonly string[] => [
  'swap',
  to,
  '--source',
  face,
  '-o',
  at('out.png'),
  ...more,
];
const cases: readonly Case[] = [
  {
    name: 'a missing target',
    args: () => swap(at('gone.jpg')),
    exit: 2,
    code: 'IMAGE_NOT_FOUND',
    says: ['gone.jpg'],
  },
  {
    name: 'a missing source',
    args: () => ['swap', target, '--source', at('gone.jpg'), '-o', at('out.png')],
    exit: 2,
    code: 'IMAGE_NOT_FOUND',
    says: ['gone.jpg'],
  },
  {
    name: 'a folder as source',
    args: () => ['swap', target, '--source', at('folder'), '-o', at('out.png')],
    exit: 2,
    code: 'IMAGE_IS_FOLDER',
    says: ['folder'],
  },
  {
    name: 'a folder without pictures',
    args: () => swap(at('folder')),
    exit: 2,
    code: 'NO_TARGETS',
    says: ['folder'],
  },
  {
    name: 'an empty file',
    args: () => swap(at('empty.jpg')),
    exit: 1,
    code: 'IMAGE_EMPTY',
    says: ['empty.jpg'],
  },
  {
    name: 'text called .jpg',
    args: () => swap(at('text.jpg')),
    exit: 1,
    code: 'IMAGE_FORMAT',
    says: ['text.jpg', 'JPEG'],
  },
  {
    name: 'a JPEG cut short',
    args: () => swap(at('cut.jpg')),
    exit: 1,
    code: 'IMAGE_TRUNCATED',
    says: ['cut.jpg'],
  },
  {
    name: 'a PNG of 20000 x 20000',
    args: () => swap(at('huge.png')),
    exit: 1,
    code: 'IMAGE_TOO_LARGE',
    says: ['huge.png', /20.?000/, 'image.maxPixels'],
  },
  {
    name: 'a source without a face',
    args: () => ['swap', target, '--source', at('blank.png'), '-o', at('out.png')],
    exit: 4,
    code: 'SOURCE_NO_FACE',
    says: ['blank.png'],
  },
  {
    name: 'a source face that is not there',
    args: () => swap(target, '--source-face', '3'),
    exit: 2,
    code: 'SOURCE_FACE_RANGE',
    says: ['1 face', 'no face 3'],
  },
  {
    name: 'an unknown plugin',
    args: () => swap(target, '--set', 'plugins=["facet-plugin-nowhere"]'),
    exit: 2,
    code: 'PLUGIN_NOT_FOUND',
    says: ['facet-plugin-nowhere'],
  },
  {
    name: 'an unknown swapper',
    args: () => swap(target, '--swapper', 'mesj'),
    exit: 2,
    code: 'UNKNOWN_PROVIDER',
    says: ['mesj', 'mesh'],
  },
  {
    name: 'an unknown option of a provider',
    args: () => swap(target, '--set', 'detector={"use":"blazeface","sise":320}'),
    exit: 2,
    code: 'OPTIONS_INVALID',
    says: ['sise', 'size'],
  },
  {
    name: 'an unknown key in the config',
    args: () => ['run', '--config', at('typo.yaml')],
    exit: 2,
    code: 'CONFIG_UNKNOWN_KEY',
    says: ['detektor', 'detector', /typo\.yaml:3/],
  },
  {
    name: 'a config that does not parse',
    args: () => ['run', '--config', at('broken.config.ts')],
    exit: 2,
    code: 'CONFIG_BROKEN',
    says: [/broken\.config\.ts:\d/],
  },
  {
    name: 'a config that switches the content check off',
    args: () => ['run', '--config', at('unlocked.json')],
    exit: 2,
    code: 'CONTENT_CHECK_LOCKED',
    says: ['content check', '0.35', '0.75'],
  },
  {
    name: 'an output folder that is missing',
    args: () => ['swap', target, '--source', face, '-o', at('nowhere/out.jpg')],
    exit: 2,
    code: 'OUTPUT_FOLDER_MISSING',
    says: ['nowhere'],
  },
  {
    name: 'an output folder that is a file',
    args: () => ['swap', target, '--source', face, '-o', at('file/out.jpg')],
    exit: 1,
    code: 'OUTPUT_NOT_WRITABLE',
    says: ['file'],
  },
  {
    name: 'an output folder that takes no files',
    args: () => ['swap', target, '--source', face, '-o', '/proc/out.jpg'],
    exit: 1,
    code: 'OUTPUT_NOT_WRITABLE',
    says: ['/proc'],
  },
  {
    name: 'an output that is the input',
    args: () => ['swap', target, '--source', face, '-o', target],
    exit: 2,
    code: 'OUTPUT_IS_INPUT',
    says: ['mona_lisa.jpg', 'overwrite'],
  },
  {
    name: 'a device that is not there',
    args: () => swap(target, '--device', 'cuda'),
    exit: 1,
    code: 'DEVICE_UNAVAILABLE',
    says: ['cuda'],
  },
];

function expectSentence({ code, stderr, stdout }: Finished, wanted: Omit<Case, 'name' | 'args'>): void {
  expect(stderr).toContain(wanted.code);
  expect({ code }).toEqual({ code: wanted.exit });
  for (const part of wanted.says)
    expect(stderr).toMatch(typeof part === 'string' ? new RegExp(escape(part)) : part);
  expect(stderr).toMatch(new RegExp(`^error ${wanted.code}: .*[.?]$`, 'm'));
  expect(stderr).toContain('what to do');
  expect(`${stderr}${stdout}`).not.toMatch(/^\s+at .*:\d+:\d+/m);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('bad input gets a sentence, a code and an exit status', () => {
  test.each(cases)('$name', async ({ args, ...wanted }) => {
    expectSentence(await facet(args(), { cwd: folder }), wanted);
    expect(existsSync(at('out.png'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a picture without a face ends with 4 and writes nothing', async () => {
    const { code, stderr, stdout } = await facet(swap(at('blank.png')));
    expect(code).toBe(4);
    expect(`${stdout}${stderr}`).toMatch(/no face/i);
    expect(existsSync(at('out.png'))).toBe(false);
  });

  test('a source with several faces says which one it takes', async () => {
    const [left, right] = await Promise.all(
      [fixture('astronaut.png'), fixture('grace_hopper.jpg')].map((file) =>
        sharp(file).resize(512, 512, { fit: 'cover' }).png().toBuffer(),
      ),
    );
    await sharp({ create: { width: 1024, height: 512, channels: 3, background: '#000' } })
      .composite([
        { input: left!, left: 0, top: 0 },
        { input: right!, left: 512, top: 0 },
      ])
      .png()
      .toFile(at('two.png'));
    const output = path.join(tempFolder(), 'out.png');
    const { code, stderr } = await facet([
      'swap',
      target,
      '--source',
      at('two.png'),
      '--source-face',
      '1',
      '-o',
      output,
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/two\.png" shows 2 faces; face 1 from the left \(x \d{3}/);
  });

  test('a failure with --json is one JSON document', async () => {
    const { code, stdout } = await facet(swap(target, '--swapper', 'mesj', '--json'));
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'UNKNOWN_PROVIDER' } });
  });
});

describe('a damaged cache', () => {
  test('a corrupt model is named with its hashes, and pulling repairs it', async () => {
    const cache = tempFolder();
    cpSync(defaultCacheDir(), cache, { recursive: true });
    const models = path.join(cache, 'models');
    const name = readdirSync(models).find((file) => file.startsWith('facemesh'))!;
    const bytes = readFileSync(path.join(models, name));
    bytes[1000]! ^= 1;
    writeFileSync(path.join(models, name), bytes);
    const env = { FACET_CACHE: cache };

    const refused = await facet(swap(target), { cwd: folder, env });
    expectSentence(refused, {
      exit: 1,
      code: 'MODEL_CORRUPT',
      says: [name, /[0-9a-f]{64}/, 'facet models pull'],
    });
    const verified = await facet(['models', 'verify'], { env });
    expect(verified.code).toBe(1);
    expect(verified.stdout + verified.stderr).toContain('facemesh');

    expect((await facet(['models', 'pull'], { env })).code).toBe(0);
    expect((await facet(['models', 'verify'], { env })).code).toBe(0);
  });

  test('a missing model is named with the command that fetches it', async () => {
    const refused = await facet(swap(target), { cwd: folder, env: { FACET_CACHE: tempFolder() } });
    expectSentence(refused, { exit: 1, code: 'MODEL_MISSING', says: ['facet models pull'] });
  });

  test('an unreachable registry is named', async () => {
    const env = {
      FACET_CACHE: tempFolder(),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: tempFolder(),
    };
    const refused = await facet(['models', 'pull', 'facemesh'], {
      env: { ...env, npm_config_fetch_retries: '0' },
    });
    expectSentence(refused, { exit: 1, code: 'MODEL_FETCH', says: ['127.0.0.1:9', 'human'] });
  });
});
