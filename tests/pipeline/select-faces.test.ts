import { describe, expect, test } from '@jest/globals';
import type { Face, FaceSelection, Gender } from '@facet/api';
import { selectFaces, sortFaces } from '../../host/dist/pipeline/select-faces.js';

const face = (id: number, x: number, y: number, size: number, score: number, gender: Gender): Face => ({
  id,
  box: { x, y, width: size, height: size },
  score,
  gender,
  landmarks: {
    five: [
      { x, y },
      { x, y },
      { x, y },
      { x, y },
      { x, y },
    ],
  },
});

// Two rows: 2 and 0 above, 1 and 3 below.
const faces = [
  face(0, 300, 20, 50, 0.9, 'female'),
  face(1, 40, 200, 80, 0.6, 'male'),
  face(2, 100, 0, 60, 0.95, 'male'),
  face(3, 200, 210, 70, 0.7, 'female'),
];
const ids = (list: readonly Face[]): number[] => list.map(({ id }) => id);

describe('the order of faces', () => {
  test.each([
    ['x', [1, 2, 3, 0]],
    ['size', [1, 3, 2, 0]],
    ['score', [2, 0, 3, 1]],
    ['reading', [2, 0, 1, 3]],
  ] as const)('%s', (order, expected) => {
    expect(ids(sortFaces(faces, order))).toEqual(expected);
  });

  test('faces that tie keep the detector’s order', () => {
    const twins = [face(7, 10, 0, 5, 0.5, 'male'), face(8, 10, 50, 5, 0.5, 'male')];
    expect(ids(sortFaces(twins, 'x'))).toEqual([7, 8]);
  });
});

describe('the selection of a unit', () => {
  const cases: readonly [string, FaceSelection, Gender | undefined, number[], number[]][] = [
    ['takes every face without an index', {}, undefined, [1, 2, 3, 0], []],
    ['takes positions after sorting', { index: [0, 2], order: 'size' }, undefined, [1, 2], []],
    ['counts positions within the filtered faces', { index: [1], gender: 'female' }, undefined, [0], []],
    ['filters by the gender of the source', { sameGender: true }, 'male', [1, 2], []],
    [
      'keeps all faces when the gender of the source is unknown',
      { sameGender: true },
      undefined,
      [1, 2, 3, 0],
      [],
    ],
    ['names positions that do not exist', { index: [0, 9, 4] }, undefined, [1], [9, 4]],
    ['takes a position once however often it is named', { index: [2, 2] }, undefined, [3], []],
  ];
  test.each(cases)('%s', (_, selection, gender, expected, missing) => {
    const selected = selectFaces(faces, selection, gender);
    expect(ids(selected.faces)).toEqual(expected);
    expect(selected.missing).toEqual(missing);
  });
});
