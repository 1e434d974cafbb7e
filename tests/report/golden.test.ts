import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PairReport, QualityReport } from '../../host/dist/report/records.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';
import { makeTarget, portraits } from './golden-pictures.ts';
import type { Change, Portrait } from './golden-pictures.ts';
import { goldenFigures, largerIsBetter, margins, readFigures } from './golden-figures.ts';

/*
 * A guard against getting worse: the embedded swapper on the portraits and on changed copies of them. `golden-figures.json` holds what was
 * measured; each figure may be worse by the margin stated in golden-figures.ts, and better as it likes. FACET_UPDATE_GOLDEN=1 records anew.
 */

const pairs: readonly (readonly [source: Portrait, target: Portrait, change: Change])[] = [
  ['astronaut', 'mona', 'none'],
  ['mona', 'astronaut', 'none'],
  ['hopper', 'mona', 'relit'],
  ['mona', 'astronaut', 'rotated'],
  ['astronaut', 'mona', 'blurred'],
  ['hopper', 'astronaut', 'small'],
  ['astronaut', 'hopper', 'flipped'],
  ['astronaut', 'mona', 'hand'],
  ['hopper', 'astronaut', 'hand'],
  ['mona', 'astronaut', 'glasses'],
  ['astronaut', 'mona', 'strands'],
  ['mona', 'astronaut', 'strands'],
  ['hopper', 'mona', 'microphone'],
  ['mona', 'astronaut', 'microphone'],
];
const nameOf = ([source, target, change]: (typeof pairs)[number]): string =>
  `${source} onto ${target}, ${change}`;
const names = pairs.map(nameOf);

let reports: ReadonlyMap<string, PairReport>;
let folder: string;

beforeAll(async () => {
  folder = tempFolder();
  const list = [];
  for (const pair of pairs) {
    const [source, target, change] = pair;
    const made = await makeTarget(target, change, path.join(folder, 'targets'));
    list.push({ name: nameOf(pair), source: fixture(portraits[source].file), ...made });
  }
  writeFileSync(path.join(folder, 'pairs.json'), JSON.stringify(list));
  const args = [
    'report',
    '--pairs',
    folder,
    '-o',
    path.join(folder, 'out'),
    '--no-config',
    '--device',
    'cpu',
  ];
  const { code, stdout, stderr } = await facet([...args, '--json'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout) as QualityReport;
  reports = new Map(report.pairs.map((pair) => [pair.name, pair]));
  if (process.env.FACET_UPDATE_GOLDEN === '1') {
    const figures = Object.fromEntries(report.pairs.map((pair) => [pair.name, readFigures(pair)]));
    writeFileSync(new URL('golden-figures.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`);
  }
});

test('the page and the figures are written, and every result', () => {
  const page = readFileSync(path.join(folder, 'out', 'index.html'), 'utf8');
  expect(page).not.toMatch(/https?:\/\/|<script/);
  const saved = JSON.parse(readFileSync(path.join(folder, 'out', 'report.json'), 'utf8')) as QualityReport;
  expect(saved.pairs.map(({ name }) => name)).toEqual(names);
  for (const { result } of saved.pairs) expect(existsSync(path.join(folder, 'out', result!))).toBe(true);
});

/** What must stay in place to the last level. */
const things = pairs
  .filter(([, , change]) => ['hand', 'glasses', 'strands', 'microphone'].includes(change))
  .map(nameOf);

test.each(things)('%s: at least 90 %% of what lies over the face is unchanged', (name) => {
  expect(reports.get(name)!.metrics?.occluder?.overFace?.unchanged).toBeGreaterThanOrEqual(0.9);
});

describe.each(names)('%s', (name) => {
  test('changes nothing outside the mask, and still shows a face', () => {
    const { outcome, metrics } = reports.get(name)!;
    expect(outcome).toBe('written');
    expect(metrics?.faceFound).toBe(true);
    expect(metrics?.changes).toMatchObject({ outside: 0, largestOutside: 0 });
  });

  test('is no worse than it was', () => {
    const found = readFigures(reports.get(name)!);
    const recorded = goldenFigures()[name];
    expect(Object.keys(found)).toEqual(Object.keys(recorded ?? {}));
    for (const [figure, before] of Object.entries(recorded!)) {
      const worse = largerIsBetter.has(figure) ? before - found[figure]! : found[figure]! - before;
      expect({ figure, before, now: found[figure], fine: worse <= margins[figure]! }).toMatchObject({
        fine: true,
      });
    }
  });
});
