import { describe, expect, test } from '@jest/globals';
import type { Cutouts } from '../../host/dist/report/cutouts.js';
import { milliseconds, number, percent } from '../../host/dist/report/format.js';
import { reportPage } from '../../host/dist/report/page.js';
import type { PairReport, QualityReport } from '../../host/dist/report/records.js';
import { summarize } from '../../host/dist/report/summary.js';

const likeness = (similarity: number) => ({ distance: 1 - similarity, similarity });

const swapped: PairReport = {
  name: '<b>"Ann"</b> onto Bob',
  sources: ['/ann.jpg'],
  sourceFace: 0,
  target: '/bob.jpg',
  outcome: 'written',
  result: 'results/01.png',
  warnings: ['mind the <gap>'],
  times: [
    { stage: 'swap', provider: 'mesh-swap/mesh', count: 1, ms: 120, steps: [{ step: 'grain', ms: 7 }] },
  ],
  ms: 300,
  metrics: {
    interocular: 80,
    faceFound: true,
    identity: [
      {
        recognizer: 'one/r',
        toSource: likeness(0.7),
        toTarget: likeness(0.3),
        sourceToTarget: likeness(0.1),
        nearerSource: true,
      },
    ],
    meshErrorPercent: 3.25,
    seam: { n: 0.5, w: 2, occluder: { n: 1.5, w: 2.5, length: 3 } },
    sharpness: 0.9,
    changes: { masked: 10, inside: 9, outside: 0, largestOutside: 0 },
    occluder: { all: { pixels: 8, unchanged: 0.75, nearlyUnchanged: 1 } },
  },
};
const failed: PairReport = {
  name: 'broken',
  sources: ['/ann.jpg'],
  sourceFace: 0,
  target: '/bob.jpg',
  outcome: 'failed',
  warnings: [],
  times: [],
  ms: 300,
  error: { code: 'IMAGE_EMPTY', message: 'There is nothing in it.' },
};
const pairs = [swapped, failed];
const report: QualityReport = {
  qualityReport: 1,
  facet: '0.1.0',
  startedAt: '2026-01-02T03:04:05.000Z',
  ms: 12_345,
  plan: { swapper: 'mesh-swap/mesh' },
  summary: summarize(pairs),
  pairs,
};
const uri = 'data:image/jpeg;base64,AAAA';
const part = { title: 'Eyes', width: 20, height: 10, before: uri, after: uri };
const cutouts: Cutouts = { source: uri, face: part, zooms: [part] };

describe('the summary', () => {
  test('counts pairs and swaps, and takes figures of the swapped ones', () => {
    expect(report.summary).toMatchObject({
      pairs: 2,
      swapped: 1,
      identity: [{ recognizer: 'one/r', nearerSource: 1, takenForSource: 1 }],
      figures: {
        meshErrorPercent: { count: 1, median: 3.25 },
        seamN: { median: 0.5 },
        occluderSeamW: { median: 2.5 },
        occluderUnchanged: { median: 0.75 },
        occluderUnchangedOverFace: undefined,
        ms: { median: 300 },
      },
      stages: [
        { stage: 'swap', provider: 'mesh-swap/mesh', ms: { median: 120 } },
        { stage: 'swap', step: 'grain', provider: 'mesh-swap/mesh', ms: { median: 7 } },
      ],
    });
  });
});

describe('the page', () => {
  const page = reportPage(report, [cutouts, undefined]);

  test('asks for nothing from anywhere and runs nothing', () => {
    expect(page).not.toMatch(/https?:|<script|<link|url\(/);
    expect(page).toContain("default-src 'none'");
    expect([...page.matchAll(/src="([^"]*)"/g)].every(([, src]) => src === uri)).toBe(true);
  });

  test('shows names and messages as text, never as markup', () => {
    expect(page).toContain('&lt;b&gt;&quot;Ann&quot;&lt;/b&gt; onto Bob');
    expect(page).toContain('mind the &lt;gap&gt;');
    expect(page).not.toContain('<b>');
  });

  test('says what became of every pair', () => {
    expect(page).toContain('1 of 2 swapped, 1 failed');
    expect(page).toContain('IMAGE_EMPTY: There is nothing in it.');
    expect(page).toContain('n 0.50, w 2<');
    expect(page).toContain('<th>swap: grain</th>');
    expect(page).toContain('75.0 %');
    expect(page).toContain('prefers-color-scheme: dark');
  });
});

test('figures are written for people', () => {
  expect([number(0.123), number(12.34), number(123.4), number(undefined)]).toEqual([
    '0.12',
    '12.3',
    '123',
    '–',
  ]);
  expect([percent(1), percent(0.905), percent(undefined)]).toEqual(['100 %', '90.5 %', '–']);
  expect([milliseconds(950.4), milliseconds(12_345)]).toEqual(['950 ms', '12.3 s']);
});
