import { describe, expect, test } from '@jest/globals';
import { blue, colorWorld, drawFaces, green, red, runColors, side } from '../support/color-faces.ts';

/** Three faces: upright, on its side (the top to the right), and upside down. */
async function turnedFaces(): Promise<string> {
  const { folder, at } = await colorWorld();
  await drawFaces(at('group.png'), [
    { x: 20, y: 40, color: red, bright: 'top' },
    { x: 130, y: 20, color: green, bright: 'right' },
    { x: 240, y: 50, color: blue, bright: 'bottom' },
  ]);
  await drawFaces(at('source.png'), [{ x: 20, y: 40, color: red, bright: 'top' }]);
  return folder;
}

const config = (rotations: string): string =>
  `units: [{ source: 'source.png' }], detector: { use: 'squares', upright: true }, ${rotations}`;

describe('detect.rotations', () => {
  test.each([
    ['nothing said', '', [20]],
    ['[0]', 'detect: { rotations: [0] }', [20]],
    ['[0, 270]', 'detect: { rotations: [0, 270] }', [20, 130]],
    ['[0, 180]', 'detect: { rotations: [0, 180] }', [20, 240]],
    ['[0, 90, 180, 270]', 'detect: { rotations: [0, 90, 180, 270] }', [20, 130, 240]],
  ])('%s finds the faces of these turns, at their places', async (_, rotations, expected) => {
    const report = await runColors(await turnedFaces(), config(rotations));
    const boxes = report.targets[0]!.faces.map((face) => face.box).sort((p, q) => p.x - q.x);
    expect(boxes.map(({ x }) => Math.round(x))).toEqual(expected);
    for (const box of boxes) {
      expect(Math.round(box.width)).toBe(side);
      expect(Math.round(box.height)).toBe(side);
    }
  });

  test('the roll of a face is that in the picture', async () => {
    const report = await runColors(await turnedFaces(), config('detect: { rotations: [0, 90, 180, 270] }'));
    const rolls = [...report.targets[0]!.faces]
      .sort((p, q) => p.box.x - q.box.x)
      .map((face) => face.pose?.rollDeg);
    expect(rolls).toEqual([0, 90, 180]);
  });

  test('a face found in several turns is that of the turn in which it is seen best, without the warnings of the others', async () => {
    const folder = await turnedFaces();
    const look = async (rotations: string): Promise<[unknown, number]> => {
      const doubtful = `units: [{ source: 'source.png' }], landmarker: { use: 'corners', doubt: true }`;
      const report = await runColors(
        folder,
        `${doubtful}, detect: { rotations: ${rotations} }, overwrite: true`,
      );
      const { faces, warnings } = report.targets[0]!;
      const byPlace = [...faces].sort((p, q) => p.box.x - q.box.x);
      return [
        byPlace.map((face) => face.pose?.rollDeg),
        warnings.filter((line) => line.includes('is it one?')).length,
      ];
    };
    expect(await look('[0]')).toEqual([[0, 0, 0], 2]);
    expect(await look('[0, 90, 180, 270]')).toEqual([[0, 90, 180], 0]);
  });

  test('a face found in two turns is one face', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, `units: [{ source: 'red.png' }], detect: { rotations: [0, 90] }`);
    expect(report.targets[0]!.faces).toHaveLength(3);
  });
});
