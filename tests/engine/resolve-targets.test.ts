import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { resolveTargets } from '../../host/dist/engine/resolve-targets.js';

let folder = '';
const at = (...parts: string[]): string => path.join(folder, ...parts);

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'facet-targets-'));
  mkdirSync(at('photos', 'more'), { recursive: true });
  mkdirSync(at('out'));
  for (const name of ['b.jpg', 'a.PNG', 'notes.txt', 'more/c.webp']) writeFileSync(at('photos', name), '');
  writeFileSync(at('odd [1].jpg'), '');
  writeFileSync(at('empty.txt'), '# nothing yet\n');
});

describe('targets', () => {
  test('a folder gives its own pictures by name, not those of subfolders', async () => {
    const targets = await resolveTargets([at('photos')], at('out'));
    expect(targets).toEqual([
      { path: at('photos', 'a.PNG'), output: at('out', 'a-swapped.PNG'), variants: [] },
      { path: at('photos', 'b.jpg'), output: at('out', 'b-swapped.jpg'), variants: [] },
    ]);
  });

  test('a glob reaches into folders', async () => {
    const targets = await resolveTargets([at('photos/**/*.{jpg,webp}')], at('out', '{index}-{name}.{ext}'));
    expect(targets.map((target) => path.basename(target.output))).toEqual(['0-b.jpg', '1-c.webp']);
  });

  test('a file that exists is taken as it is, whatever its name looks like', async () => {
    const [target] = await resolveTargets([at('odd [1].jpg')], at('out', 'x.jpg'));
    expect(target).toMatchObject({ path: at('odd [1].jpg'), output: at('out', 'x.jpg') });
  });

  test('a file that does not exist stays a target, so that its own error names it', async () => {
    const [target] = await resolveTargets([at('gone.jpg')], at('out', 'x.jpg'));
    expect(target?.path).toBe(at('gone.jpg'));
  });

  test('the same picture named twice is one target', async () => {
    expect(await resolveTargets([at('photos', 'b.jpg'), at('photos', '*.jpg')], at('out/'))).toHaveLength(1);
  });

  test('a list names files, folders and globs, one a line, from its own folder', async () => {
    writeFileSync(at('photos', 'list.txt'), '\uFEFF# a comment\r\n  b.jpg  \r\n\nmore\n../odd*.jpg\nb.jpg\n');
    const targets = await resolveTargets([`@${at('photos', 'list.txt')}`, at('photos', 'a.PNG')], at('out/'));
    const named = targets.map((target) => path.relative(folder, target.path));
    const expected = ['photos/b.jpg', 'photos/more/c.webp', 'odd [1].jpg', 'photos/a.PNG'];
    expect(named).toEqual(expected.map((file) => path.normalize(file)));
  });

  test('results can go beside their pictures', async () => {
    const [target] = await resolveTargets([at('photos', 'b.jpg')], '{dir}/{name}-new.{ext}');
    expect(target?.output).toBe(at('photos', 'b-new.jpg'));
  });
});

describe('what is refused', () => {
  test.each([
    ['no target at all', () => resolveTargets([], at('out')), 'NO_TARGETS'],
    ['a glob that matches nothing', () => resolveTargets([at('*.gif')], at('out')), 'NO_TARGETS'],
    ['a list that is not there', () => resolveTargets([`@${at('none.txt')}`], at('out')), 'TARGET_LIST'],
    ['a list of nothing', () => resolveTargets([`@${at('empty.txt')}`], at('out')), 'NO_TARGETS'],
    ['two targets for one output', () => resolveTargets([at('photos')], at('one.jpg')), 'OUTPUT_COLLISION'],
    ['an unknown placeholder', () => resolveTargets([at('photos')], at('{nmae}.jpg')), 'OUTPUT_TEMPLATE'],
  ])('%s', async (_, resolve, code) => {
    await expect(resolve()).rejects.toMatchObject({ code });
  });
});
