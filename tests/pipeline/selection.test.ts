import { describe, expect, test } from '@jest/globals';
import { colorsOf, colorWorld, drawFaces, red, runColors } from '../support/color-faces.ts';

/** Red is 30 years old, green 200, blue 40; red and green count as female. */
describe('a unit chooses faces by', () => {
  test.each([
    ['age, from', `age: { min: 100 }`, ['red', 'blue', 'blue']],
    ['age, up to', `age: { max: 35 }`, ['blue', 'green', 'blue']],
    ['age, both ends included', `age: { min: 30, max: 40 }`, ['blue', 'green', 'blue']],
    ['likeness to a picture', `reference: { image: 'green.png' }`, ['red', 'blue', 'blue']],
    ['likeness above a limit', `reference: { image: 'green.png', min: 0.05 }`, ['blue', 'blue', 'blue']],
    ['gender', `gender: 'female'`, ['blue', 'blue', 'blue']],
    ['position after the filters', `gender: 'female', index: [1]`, ['red', 'blue', 'blue']],
  ])('%s', async (_, faces, expected) => {
    const { folder, at } = await colorWorld();
    const report = await runColors(folder, `units: [{ source: 'blue.png', faces: { ${faces} } }]`);
    expect(report.targets[0]?.outcome).toBe('written');
    expect(await colorsOf(at('out.png'))).toEqual(expected);
  });

  test('likeness in unitDefaults counts for every unit', async () => {
    const { folder, at } = await colorWorld();
    const report = await runColors(
      folder,
      `unitDefaults: { swapper: 'paint', faces: { reference: { image: 'green.png' } } }, units: [{ source: 'red.png' }]`,
    );
    expect(report.targets[0]?.outcome).toBe('written');
    expect(await colorsOf(at('out.png'))).toEqual(['red', 'red', 'blue']);
  });

  test('a face that is like no one is no match', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(
      folder,
      `units: [{ source: 'blue.png', faces: { reference: { image: 'green.png', min: 1 } } }], targets: 'red.png'`,
    );
    expect(report).toMatchObject({ exitCode: 4, targets: [{ outcome: 'no-face' }] });
  });
});

describe('several sources', () => {
  test('are blended into one face', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, `units: [{ source: ['red.png', 'blue.png'] }]`);
    expect(report.targets.map(({ output }) => output?.split('/').at(-1))).toEqual(['out.png']);
  });

  test('or give one result each, named after the source', async () => {
    const { folder, at } = await colorWorld();
    const report = await runColors(
      folder,
      `units: [{ source: ['red.png', 'blue.png'], blend: false }], output: '{name}-{unit}-{source}.{ext}'`,
    );
    expect(report.targets).toMatchObject([
      { outcome: 'written', source: 'red', output: at('group-0-red.png') },
      { outcome: 'written', source: 'blue', output: at('group-0-blue.png') },
    ]);
    expect(await colorsOf(at('group-0-red.png'))).toEqual(['red', 'red', 'red']);
    expect(await colorsOf(at('group-0-blue.png'))).toEqual(['blue', 'blue', 'blue']);
  });

  test('the source is put into the name where the template does not say it', async () => {
    const { folder, at } = await colorWorld();
    const report = await runColors(folder, `units: [{ source: ['red.png', 'blue.png'], blend: false }]`);
    expect(report.targets.map(({ output }) => output)).toEqual([at('out-red.png'), at('out-blue.png')]);
  });

  test('units multiply', async () => {
    const { folder, at } = await colorWorld();
    const report = await runColors(
      folder,
      `units: [
         { source: ['red.png', 'blue.png'], blend: false, faces: { index: [0] } },
         { source: ['green.png', 'blue.png'], blend: false, faces: { index: [2] } },
       ]`,
    );
    expect(report.targets).toHaveLength(4);
    expect(await colorsOf(at('out-red-green.png'))).toEqual(['red', 'green', 'green']);
    expect(await colorsOf(at('out-blue-blue.png'))).toEqual(['blue', 'green', 'blue']);
  });

  test('of the same name stay apart', async () => {
    const { folder, at } = await colorWorld();
    await drawFaces(at('blue.webp.png'), [{ x: 40, y: 30, color: red }], 128, 108);
    const report = await runColors(
      folder,
      `units: [{ source: ['red.png', 'red.png'], blend: false }], engine: { workers: 2 }`,
      { inline: false },
    );
    expect(report.targets.map(({ output }) => output)).toEqual([at('out-red.png'), at('out-red-2.png')]);
    expect(report.targets.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
  });
});
