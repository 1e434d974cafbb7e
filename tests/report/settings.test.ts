import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { QualityReport } from '../../host/dist/report/records.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';

test('a report follows the config, measures enlarged results, and goes on after a pair that cannot be judged', async () => {
  const folder = tempFolder();
  const pair = { source: fixture('mona_lisa.jpg'), target: fixture('astronaut.png') };
  writeFileSync(
    path.join(folder, 'pairs.json'),
    JSON.stringify([pair, { ...pair, occluder: fixture('grace_hopper.jpg') }]),
  );
  const config = {
    device: 'cpu',
    units: [{ source: 'elsewhere.jpg', swapper: { use: 'mesh', proportions: 0 } }],
    postprocess: { upscaler: { use: 'lanczos', scale: 2 } },
  };
  writeFileSync(path.join(folder, 'facet.config.json'), JSON.stringify(config));
  const args = ['report', '--pairs', 'pairs.json', '-o', 'out', '--json'];
  const { code, stdout } = await facet(args, { cwd: folder });
  expect(code).toBe(1);
  const { plan, pairs, summary } = JSON.parse(stdout) as QualityReport;
  expect(plan).toMatchObject({ unit: { swapper: { use: 'mesh-swap/mesh', options: { proportions: 0 } } } });
  expect(summary).toMatchObject({ pairs: 2, swapped: 1 });
  const [enlarged, broken] = pairs;
  expect(enlarged?.metrics?.changes).toBeUndefined();
  expect(enlarged?.metrics?.faceFound).toBe(true);
  expect(enlarged?.metrics?.seam?.mask?.length).toBeGreaterThan(3);
  expect(broken).toMatchObject({ outcome: 'failed', error: { code: 'REPORT_MASK' } });

  const again = await facet(args, { cwd: folder });
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'OUTPUT_EXISTS' } });
});
