import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { PairReport } from '../../host/dist/report/records.js';
import type { ReportRequest } from '../../host/dist/report/write-report.js';
import { facet, qualityReport } from './fake-engine.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'facet-report-'));
const list = path.join(folder, 'list.json');
writeFileSync(list, '[{ "source": "a.jpg", "target": "b.jpg" }]');

const pair = (name: string, more: Partial<PairReport> = {}): PairReport => ({
  name,
  sources: ['/a.jpg'],
  sourceFace: 0,
  target: '/b.jpg',
  outcome: 'written',
  warnings: [],
  times: [],
  ms: 1,
  ...more,
});

/** Runs the command on an engine that answers with these pairs. */
async function report(args: readonly string[], ...pairs: PairReport[]) {
  const asked: ReportRequest[] = [];
  const ran = await facet(['report', ...args], {
    cwd: folder,
    engine: {
      writeQualityReport: (request) => {
        asked.push(request);
        const answer = qualityReport(...pairs);
        return Promise.resolve({ report: answer, page: '/out/index.html', json: '/out/report.json' });
      },
    },
  });
  return { ...ran, asked: asked[0] };
}

describe('report', () => {
  test('asks for the pairs of the list, in a folder of its own', async () => {
    const ran = await report(['--pairs', 'list.json'], pair('one'));
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.asked).toMatchObject({
      pairs: [{ sources: [path.join(folder, 'a.jpg')], target: path.join(folder, 'b.jpg') }],
      folder: path.join(folder, 'quality-report'),
      overwrite: false,
    });
    expect(ran.stdout).toContain('swapped     1 of 1');
    expect(ran.stdout).toContain('written  /out/index.html');
  });

  test('-o, --overwrite and --preset reach the engine', async () => {
    const { asked } = await report(['--pairs', list, '-o', 'judged', '--overwrite', '--preset', 'fast']);
    expect(asked).toMatchObject({ folder: path.join(folder, 'judged'), overwrite: true });
    expect((asked as unknown as { config: object }).config).toMatchObject({ flags: { extends: 'fast' } });
  });

  test('names the pairs that were not swapped and exits 1', async () => {
    const error = { code: 'IMAGE_EMPTY', message: 'It is empty.' };
    const ran = await report(['--pairs', list], pair('fine'), pair('broken', { outcome: 'failed', error }));
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('failed  broken: It is empty.');
  });

  test('--json prints the report', async () => {
    const ran = await report(['--pairs', list, '--json'], pair('one'));
    expect(JSON.parse(ran.stdout)).toMatchObject({ qualityReport: 1, pairs: [{ name: 'one' }] });
  });

  test.each([
    [['report'], 'Required option'],
    [['report', '--pairs', '/nowhere.json'], 'REPORT_PAIRS'],
  ])('%j is wrong usage', async (args, expected) => {
    const ran = await facet(args, { cwd: folder });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(expected);
  });
});
