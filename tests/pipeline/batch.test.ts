import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { colorAt, colorWorld, drawFaces, green, pixel, red, runColors } from '../support/color-faces.ts';

const middle = [64, 54] as const;
const many = `targets: ['red.png', 'green.png', 'broken.png', 'blue.png'], output: '{name}-new.{ext}'`;
const unit = `units: [{ source: 'blue.png' }]`;

describe('a batch', () => {
  test.each([1, 2])('goes on after a failure and names it, with %d workers', async (workers) => {
    const { folder, at } = await colorWorld();
    writeFileSync(at('broken.png'), 'no picture');
    const config = `${unit}, ${many}, engine: { workers: ${workers} }`;
    const report = await runColors(folder, config, { inline: false });
    expect(report.targets.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'failed', 'written']);
    expect(report.targets[2]?.error?.message).toContain('broken.png');
    expect(report.exitCode).toBe(1);
    expect(await colorAt(at('red-new.png'), middle)).toBe('blue');
  });

  test('takes its targets from a list, beside others, and names results without a clash', async () => {
    const { folder, at } = await colorWorld();
    writeFileSync(at('list.txt'), '# two of them\nred.png\ngreen.png\n');
    const targets = `targets: ['@list.txt', 'blue.png'], output: '{index}-{name}-{unit}.{ext}'`;
    const report = await runColors(folder, `${unit}, ${targets}`);
    expect(report.targets.map(({ output }) => output)).toEqual(
      ['0-red-0.png', '1-green-0.png', '2-blue-0.png'].map(at),
    );
    expect(await colorAt(at('0-red-0.png'), middle)).toBe('blue');
  });

  test('a file whose name begins with @ is no list when its path says so', async () => {
    const { folder, at } = await colorWorld();
    await drawFaces(at('@list.png'), [{ x: 40, y: 30, color: red }], 128, 108);
    const report = await runColors(folder, `${unit}, targets: './@list.png'`);
    expect(report.targets).toMatchObject([{ outcome: 'written', path: at('@list.png') }]);
  });

  test('with continue skips what is finished, and does what is not', async () => {
    const { folder, at } = await colorWorld();
    await drawFaces(at('red-new.png'), [{ x: 40, y: 30, color: green }], 128, 108);
    const before = statSync(at('red-new.png')).mtimeMs;
    const targets = `targets: ['red.png', 'green.png'], output: '{name}-new.{ext}'`;
    const report = await runColors(folder, `${unit}, ${targets}, continue: true`);
    expect(report).toMatchObject({
      exitCode: 0,
      targets: [{ outcome: 'skipped', output: at('red-new.png') }, { outcome: 'written' }],
    });
    expect(statSync(at('red-new.png')).mtimeMs).toBe(before);
    expect(await colorAt(at('green-new.png'), middle)).toBe('blue');
  });

  test('without continue says that the result is there', async () => {
    const { folder, at } = await colorWorld();
    await drawFaces(at('out.png'), [], 64, 64);
    const report = await runColors(folder, unit);
    expect(report.targets[0]).toMatchObject({ outcome: 'failed', error: { code: 'OUTPUT_EXISTS' } });
  });

  test('keeps originals beside the results, and never replaces one that is there', async () => {
    const { folder, at } = await colorWorld();
    const original = readFileSync(at('red.png'));
    const inPlace = `${unit}, targets: 'red.png', output: '{name}.{ext}', overwrite: true, keepOriginal: true`;
    await runColors(folder, inPlace);
    expect(await colorAt(at('red.png'), middle)).toBe('blue');
    expect(readFileSync(at('red-original.png'))).toEqual(original);
    await runColors(folder, inPlace.replace('blue.png', 'green.png'));
    expect(await colorAt(at('red.png'), middle)).toBe('green');
    expect(readFileSync(at('red-original.png'))).toEqual(original);
  });

  test('keeps no originals unless asked to', async () => {
    const { folder, at } = await colorWorld();
    await runColors(folder, `${unit}, targets: 'red.png', output: '{name}-new.{ext}'`);
    expect(existsSync(at('red-new-original.png'))).toBe(false);
    expect(await pixel(at('red.png'), middle)).toEqual([...red]);
  });
});
