import { describe, expect, test } from '@jest/globals';
import { exitCodeOfRun } from '../../host/dist/engine/outcome.js';
import type { Outcome, TargetReport } from '../../host/dist/pipeline/report.js';

const target = (outcome: Outcome, code?: string): TargetReport => ({
  path: 'a.jpg',
  outcome,
  contentCheck: {},
  faces: [],
  warnings: [],
  times: [],
  ms: 0,
  ...(code !== undefined && { error: { code, message: '' } }),
});

describe('the exit code of a run', () => {
  test.each([
    ['all written', [target('written'), target('written')], 0],
    ['one of several shows no face', [target('written'), target('no-face')], 0],
    ['no target shows a face', [target('no-face'), target('no-face')], 4],
    ['one target is missing', [target('failed', 'IMAGE_NOT_FOUND')], 2],
    ['one of several failed', [target('written'), target('failed', 'IMAGE_NOT_FOUND')], 1],
    ['a refusal outweighs a failure', [target('failed', 'STAGE_FAILED'), target('refused')], 3],
    ['an interrupt outweighs everything', [target('refused'), target('interrupted')], 130],
  ])('%s', (_, targets, code) => {
    expect(exitCodeOfRun(targets)).toBe(code);
  });
});
