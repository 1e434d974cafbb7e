import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { imageDifference } from '@facet/testing';
import sharp from 'sharp';
import type { RunReport } from '../../host/dist/index.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';
import * as table from './table.ts';

/** Draws on the CPU, and lets a graphics card's path run for real without one. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The swap of the table, on one device, by the command line. */
async function swapOn(folder: string, device: string): Promise<RunReport> {
  const { stdout } = await facet(['run', '-o', `out/${device}.png`, '--device', device, '--json'], {
    cwd: folder,
    env: { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: '/tmp' },
  });
  return JSON.parse(stdout) as RunReport;
}

test('webgpu gives the same swap as the CPU, with every model on it', async () => {
  const folder = tempFolder();
  mkdirSync(path.join(folder, 'out'));
  for (const [name, file] of [
    ['source.png', 'grace_hopper.jpg'],
    ['target.png', 'astronaut.png'],
  ] as const)
    await sharp(fixture(file)).resize(256).png().toFile(path.join(folder, name));
  writeFileSync(
    path.join(folder, 'facet.config.json'),
    JSON.stringify({ units: [{ source: 'source.png' }], targets: 'target.png' }),
  );
  for (const device of ['cpu', 'webgpu']) {
    const { targets, models } = await swapOn(folder, device);
    expect(targets).toMatchObject([{ outcome: 'written' }]);
    expect([...new Set(models.map((model) => model.device))]).toEqual([device]);
    expect(models.length).toBeGreaterThanOrEqual(4);
  }
  const [cpu, webgpu] = await Promise.all(
    ['cpu', 'webgpu'].map(
      async (device) => (await decodeFile(path.join(folder, 'out', `${device}.png`))).pixels,
    ),
  );
  expect(imageDifference(cpu!, webgpu!).psnr).toBeGreaterThanOrEqual(table.devicePsnr);
});
