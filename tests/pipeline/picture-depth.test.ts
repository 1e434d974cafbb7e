import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { RunReport } from '../../host/dist/index.js';
import { facet, fixture } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

test.each(['deep.png', 'deep.tif'])('%s of 16 bits is told to come out with 8', async (name) => {
  const folder = misbehavingProject(
    `const { appendFileSync } = await import('node:fs');
     ctx.hooks.diagnostic.tap(({ code }) => appendFileSync('codes', code + ' '));`,
    'activate',
  );
  const deep = sharp(fixture('grace_hopper.jpg')).toColourspace('rgb16').tiff({ compression: 'lzw' });
  await deep.toFormat(name.endsWith('.tif') ? 'tiff' : 'png').toFile(path.join(folder, name));
  const { code, stdout } = await facet(['run', name, 'first.jpg', '--json'], { cwd: folder });
  expect(code).toBe(0);
  const { targets } = JSON.parse(stdout) as RunReport;
  expect(targets.map(({ warnings }) => warnings)).toEqual([
    ['The picture has 16 bits per channel; its result is written with 8.'],
    [],
  ]);
  expect(readFileSync(path.join(folder, 'codes'), 'utf8')).toBe('IMAGE_DEPTH ');
});
