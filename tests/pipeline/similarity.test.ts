import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { colorWorld, runColors } from '../support/color-faces.ts';

/** Blue onto the left face of the group. */
const unit = (similarity: string, more = ''): string =>
  `units: [{ source: 'blue.png', faces: { index: [0] }, similarity: ${similarity}, ${more} }]`;

describe('similarity', () => {
  test('nothing is compared unless it is asked for', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, unit('{}'));
    const swap = report.targets[0]!.faces.flatMap((face) => face.swaps)[0];
    expect(swap).toMatchObject({ outcome: 'swapped' });
    expect(swap).not.toHaveProperty('similarity');
    expect(report.targets[0]!.times.map(({ stage }) => stage)).not.toContain('embed');
  });

  test('compute puts the scores of the swapped face into the report', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, unit('{ compute: true }'));
    const [swap] = report.targets[0]!.faces.flatMap((face) => face.swaps);
    expect(report.targets[0]?.outcome).toBe('written');
    expect(swap!.similarity).toBeGreaterThan(0.95);
    expect(swap!.referenceSimilarity).toBeGreaterThan(0.95);
  });

  test('min is the limit to the blended source, minReference that to its first picture', async () => {
    const { folder } = await colorWorld();
    const blended = `units: [{ source: ['blue.png', 'red.png'], faces: { index: [0] }, similarity: { compute: true } }]`;
    const [swap] = (await runColors(folder, blended)).targets[0]!.faces.flatMap((face) => face.swaps);
    expect(swap!.similarity).toBeGreaterThan(0.95);
    expect(swap!.referenceSimilarity).toBeLessThan(0.6);
  });

  test.each([
    ['min', '{ check: true, min: 0.9 }', 'source'],
    ['minReference', '{ check: true, minReference: 0.9 }', 'first source'],
  ])('check discards a result below %s, and says its score', async (_, similarity, whose) => {
    const { folder, at } = await colorWorld();
    const report = await runColors(folder, unit(similarity, `swapper: { use: 'paint', strength: 0.2 }`));
    const [target] = report.targets;
    expect(report.exitCode).toBe(4);
    expect(target).toMatchObject({ outcome: 'discarded', error: { code: 'SIMILARITY_LOW' } });
    expect(target!.error!.message).toMatch(new RegExp(`similarity of 0\\.\\d\\d to the ${whose} of unit 0`));
    const [swap] = target!.faces.flatMap((face) => face.swaps);
    expect(swap!.similarity).toBeLessThan(0.9);
    expect(existsSync(at('out.png'))).toBe(false);
  });

  test('limits without check discard nothing', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(
      folder,
      unit('{ compute: true, min: 0.99 }', `swapper: { use: 'paint', strength: 0.2 }`),
    );
    expect(report.targets[0]?.outcome).toBe('written');
  });

  test('check lets a result through that reaches its limits', async () => {
    const { folder } = await colorWorld();
    const report = await runColors(folder, unit('{ check: true, min: 0.9, minReference: 0.9 }'));
    expect(report.targets[0]?.outcome).toBe('written');
  });

  test('a face that is not found again is a warning, and with check the end of the result', async () => {
    const { folder } = await colorWorld();
    const hidden = `swapper: { use: 'paint', hide: true }, masks: []`;
    const computed = await runColors(folder, unit('{ compute: true }', hidden));
    expect(computed.targets[0]).toMatchObject({ outcome: 'written' });
    expect(computed.targets[0]!.warnings.join()).toContain('not found again');
    const checked = await runColors(folder, `overwrite: true, ${unit('{ check: true }', hidden)}`);
    expect(checked.targets[0]).toMatchObject({ outcome: 'discarded' });
    expect(checked.targets[0]!.error!.message).toContain('not found again');
  });

  test('the face at the same place is compared, whatever the swap made of its gender', async () => {
    const { folder } = await colorWorld();
    const female = `units: [{ source: 'blue.png', faces: { gender: 'female', index: [0] }, similarity: { check: true, min: 0.9 } }]`;
    expect((await runColors(folder, female)).targets[0]?.outcome).toBe('written');
  });
});
