import { readFileSync, rmdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeFile } from '../../host/dist/media/index.js';
import {
  DecodeAhead,
  HeldPictures,
  overlapPixels,
  WriteBehind,
} from '../../host/dist/pipeline/look-ahead.js';
import type { RunEvent, RunReport } from '../../host/dist/index.js';
import type { ResultFile } from '../../host/dist/media/index.js';
import type { TargetReport } from '../../host/dist/pipeline/report.js';
import { colorAt, colorWorld, drawFaces, red, runColors } from '../support/color-faces.ts';

/*
 * While one target is worked on, the next is read and the result of the last is written.
 */

const middle = [64, 54] as const;

/** A plugin whose hooks act on the targets of a run: `act` is the body of a function of the hook, the target's name and the stage that failed. */
const observer = (act: string): string => `plugins: [...base.plugins, {
  name: 'facet-plugin-observer', version: '1.0.0', facet: '*', manifest: { manifest: 1, hooks: true, contributes: {} },
  async activate({ hooks }) {
    const { basename, join } = await import('node:path');
    const fs = await import('node:fs');
    const folder = import.meta.dirname;
    const act = (hook, name, stage) => { ${act} };
    hooks.faces.tap(async (faces, { path }) => { act('faces', basename(path)); });
    hooks.finish.tap(async (frame, { path }) => { act('finish', basename(path)); });
    hooks.stageError.tap(async ({ frame, stage }) => act('stageError', basename(frame.path), stage));
  },
}]`;

interface Batch {
  readonly report: RunReport;
  readonly at: (name: string) => string;
  /** Targets in the order they were reported. */
  readonly order: readonly string[];
}

/** Runs `count` pictures of a red face, `0.png` and so on, each into `<number>-new.png`. */
async function runBatch(count: number, more = '', inline = true): Promise<Batch> {
  const { folder, at } = await colorWorld();
  const names = Array.from({ length: count }, (_, n) => `${n}.png`);
  for (const name of names) await drawFaces(at(name), [{ x: 40, y: 30, color: red }], 128, 108);
  const targets = `units: [{ source: 'blue.png' }], targets: ${JSON.stringify(names)}, output: '{name}-new.{ext}'`;
  const order: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'target') order.push(event.path.slice(folder.length + 1));
  };
  const report = await runColors(folder, `${targets}, ${more}`, { inline, onEvent });
  return { report, at, order };
}

const outcomes = ({ report }: Batch): readonly string[] => report.targets.map(({ outcome }) => outcome);

test.each([3, 12])('a worker holds three pictures at most, of %d', async (count) => {
  const batch = await runBatch(count);
  expect(outcomes(batch)).toEqual(Array(count).fill('written'));
  expect(batch.report.peakPictures).toBe(3);
  for (let n = 0; n < count; n++) expect(await colorAt(batch.at(`${n}-new.png`), middle)).toBe('blue');
});

test('no more than one picture is read ahead', async () => {
  // When the first is worked on, the third has not been read.
  const batch = await runBatch(
    4,
    observer(`if (hook === 'finish' && name === '0.png') fs.rmSync(join(folder, '2.png'));`),
  );
  expect(outcomes(batch)).toEqual(['written', 'written', 'failed', 'written']);
  expect(batch.report.targets[2]?.error?.code).toBe('IMAGE_NOT_FOUND');
});

test.each([
  { workers: 1, inOrder: ['0.png', '1.png', '2.png', '3.png', '4.png'] },
  { workers: 2, inOrder: undefined },
])('$workers workers report every target once, failures between the others', async ({ workers, inOrder }) => {
  const broken = observer(`if (hook === 'faces' && name === '2.png') throw new Error('not this one');`);
  const batch = await runBatch(5, `${broken}, engine: { workers: ${workers} }`, false);
  expect(outcomes(batch)).toEqual(['written', 'written', 'failed', 'written', 'written']);
  // One worker does one target after the other.
  expect(inOrder ? batch.order : [...batch.order].sort()).toEqual(
    inOrder ?? ['0.png', '1.png', '2.png', '3.png', '4.png'],
  );
});

describe('a result that cannot be written while the next target is worked on', () => {
  const blocked = `if (hook === 'finish' && name === '0.png') fs.mkdirSync(join(folder, '0-new.png'));`;

  test('is a failure of its own target, after the stage of the other', async () => {
    const seen = `fs.appendFileSync(join(folder, 'seen.txt'), hook + ' ' + name + '\\n');`;
    const batch = await runBatch(2, observer(blocked + seen));
    expect(readFileSync(batch.at('seen.txt'), 'utf8').trim().split('\n')).toEqual([
      'faces 0.png',
      'finish 0.png',
      'faces 1.png',
      'finish 1.png',
      'stageError 0.png',
    ]);
    expect(outcomes(batch)).toEqual(['failed', 'written']);
    expect(batch.report.targets[0]?.error).toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    expect(batch.order).toEqual(['0.png', '1.png']);
  });

  test('is written when a tap has it tried again', async () => {
    const again = `if (hook === 'stageError' && stage === 'encode') { fs.rmdirSync(join(folder, '0-new.png')); return 'retry'; }`;
    const batch = await runBatch(2, observer(blocked + again));
    expect(outcomes(batch)).toEqual(['written', 'written']);
    expect(await colorAt(batch.at('0-new.png'), middle)).toBe('blue');
  });

  test('is no result when a tap keeps the original', async () => {
    const keep = `if (hook === 'stageError') return 'keep-original';`;
    const batch = await runBatch(2, observer(blocked + keep));
    expect(outcomes(batch)).toEqual(['no-face', 'written']);
    expect(batch.report.targets[0]?.warnings.join()).toContain('kept as it is');
    rmdirSync(batch.at('0-new.png'));
  });
});

test('a worker that is lost takes no result with it that was being written, and is lost once', async () => {
  const hang = observer(`if (hook === 'faces' && name === '1.png') for (;;);`);
  const batch = await runBatch(3, `${hang}, engine: { stageTimeoutMs: 8000 }`, false);
  expect(outcomes(batch)).toEqual(['written', 'failed', 'written']);
  expect(batch.report.targets[1]?.error?.code).toBe('STAGE_TIMEOUT');
  expect(batch.report.faults).toMatchObject([{ plugin: 'observer', count: 2 }]);
  expect(await colorAt(batch.at('0-new.png'), middle)).toBe('blue');
});

test('a result that is the next target is there before that is read', async () => {
  const { folder, at } = await colorWorld();
  // Shows no face until the first result takes its place.
  await drawFaces(at('0.png'), [], 128, 108);
  const chain = `overwrite: true, targets: ['red.png', '0.png'], output: '{index}.png'`;
  const report = await runColors(folder, `units: [{ source: 'blue.png' }], ${chain}`);
  expect(report.targets.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
  expect(await colorAt(at('1.png'), middle)).toBe('blue');
});

describe('what is held', () => {
  test('a picture that is too large is not read ahead, and one that fails is read in its turn', async () => {
    const { at } = await colorWorld();
    const pictures = new HeldPictures();
    const ahead = new DecodeAhead(pictures);
    ahead.begin(at('red.png'), { maxPixels: 100 });
    expect(await ahead.take(at('red.png'))).toBeUndefined();
    ahead.begin(at('none.png'), {});
    expect(await ahead.take(at('none.png'))).toBeUndefined();
    ahead.begin(at('red.png'), {});
    expect(await ahead.take(at('green.png'))).toBeUndefined();
    expect((await ahead.take(at('red.png')))?.pixels.width).toBe(
      (await decodeFile(at('red.png'))).pixels.width,
    );
    expect(await ahead.take(at('red.png'))).toBeUndefined();
    ahead.begin(at('red.png'), {});
    ahead.begin(at('green.png'), {});
    expect(pictures.peak).toBe(1);
    ahead.drop();
  });

  test('a result beyond the limit is not written behind', () => {
    const behind = new WriteBehind(new HeldPictures(), () => Promise.resolve(undefined));
    expect(behind.takes({ width: overlapPixels, height: 1 })).toBe(true);
    expect(behind.takes({ width: overlapPixels + 1, height: 1 })).toBe(false);
  });

  test('a result is held until it is written', async () => {
    const pictures = new HeldPictures();
    let written = (): void => undefined;
    const behind = new WriteBehind(
      pictures,
      () => new Promise((resolve) => (written = () => resolve(undefined))),
    );
    await behind.settled();
    const writing = behind.write({} as ResultFile, {} as TargetReport);
    pictures.hold()();
    expect(pictures.peak).toBe(2);
    written();
    await Promise.all([writing, behind.settled()]);
    pictures.hold()();
    pictures.hold()();
    expect(pictures.peak).toBe(2);
  });
});
