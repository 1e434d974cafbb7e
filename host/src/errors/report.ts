import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';

/** Codes of the quality report. */
export const reportCodes = {
  REPORT_PAIRS: { exit: 2, meaning: 'The list of pairs of a quality report cannot be read.' },
  REPORT_NO_PAIRS: { exit: 2, meaning: 'A folder for a quality report holds fewer than two pictures.' },
  REPORT_MASK: { exit: 2, meaning: 'The mask of a pair is not as large as its target.' },
} as const;

export const pairsUnreadable = (path: string, why: unknown): FacetError =>
  new FacetError('REPORT_PAIRS', `The pairs in "${path}" cannot be read: ${messageOf(why)}.`, {
    remedy:
      'Give a JSON list such as [{ "source": "a.jpg", "target": "b.jpg" }], or a folder of pictures; docs/quality-report.md has the rest.',
    cause: why,
  });

export const noPairs = (path: string): FacetError =>
  new FacetError('REPORT_NO_PAIRS', `"${path}" has no pair of pictures to swap.`, {
    remedy: 'Put at least two pictures into the folder, or a pairs.json that names them.',
  });

export const maskSize = (
  path: string,
  target: string,
  expected: { readonly width: number; readonly height: number },
  received: { readonly width: number; readonly height: number },
): FacetError =>
  new FacetError(
    'REPORT_MASK',
    `Expected a mask of ${expected.width} x ${expected.height} for "${target}" but "${path}" has ${received.width} x ${received.height}.`,
    { remedy: 'Draw the mask on the target picture itself, at its full size.' },
  );
