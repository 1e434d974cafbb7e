import path from 'node:path';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { TargetReport } from '../../host/dist/pipeline/report.js';
import { runJob } from '../../host/dist/index.js';
import { fixture, tempFolder } from '../support/facet.ts';

/** Swaps onto a portrait that lies on its side or stands on its head. */
async function swapTurned(
  turnDeg: number,
  detector: string,
  rotations: readonly number[],
): Promise<TargetReport> {
  const folder = tempFolder();
  const target = path.join(folder, 'turned.png');
  await sharp(fixture('astronaut.png')).rotate(turnDeg).toFile(target);
  const flags = {
    detector,
    detect: { rotations },
    units: [{ source: fixture('mona_lisa.jpg'), similarity: { compute: true } }],
    targets: [target],
    output: path.join(folder, 'out.png'),
  };
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const report = await runJob(
    { config: { cwd: folder, file: false, flags, env: process.env }, inline: true },
    io,
  );
  return report.targets[0]!;
}

const turns = [0, 90, 180, 270];

/* BlazeFace finds faces on their side by itself; SSD finds none, or one that the landmarker cannot make out. */
test.each([
  [180, 'blazeface'],
  [90, 'ssd'],
  [270, 'ssd'],
])('turned by %i degrees, a portrait is swapped as an upright one is: %s', async (turnDeg, detector) => {
  const { outcome, faces, warnings } = await swapTurned(turnDeg, detector, turns);
  expect(outcome).toBe('written');
  expect(faces).toHaveLength(1);
  const [face] = faces;
  const rollDeg = ((((face!.pose!.rollDeg - turnDeg) % 360) + 540) % 360) - 180;
  expect(Math.abs(rollDeg)).toBeLessThan(10);
  expect(face!.swaps[0]?.similarity).toBeGreaterThan(0.5);
  expect(warnings).toEqual([]);
});

test.each([
  [180, 'blazeface'],
  [90, 'ssd'],
])('turned by %i degrees, it is not found unless turns are looked at: %s', async (turnDeg, detector) => {
  expect(await swapTurned(turnDeg, detector, [0])).toMatchObject({ outcome: 'no-face', faces: [] });
});
