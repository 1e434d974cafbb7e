import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Pixels, Rect } from '@facet/api';
import { intersectionOverUnion } from '@facet/api';
import { imageDifference } from '@facet/testing';
import { createKernels } from '@facet/core-wasm';
import sharp from 'sharp';
import type { RunReport } from '../../host/dist/index.js';
import { runJob } from '../../host/dist/index.js';
import { inspectDevices } from '../../host/dist/inference/index.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';
import { examplePlugin, newPlugin } from '../support/plugin-folder.ts';
import * as table from './table.ts';

/** Another device takes part where this machine has it. */
const devices = (await inspectDevices()).filter(({ ok, device }) => ok && device !== 'cpu');

let folder: string;
let plain: Swapped;

interface Swapped {
  readonly pixels: Pixels;
  readonly region: Rect;
  readonly report: RunReport;
}

/** The same swap of small pictures, with some of the config exchanged. */
async function swap(config: Readonly<Record<string, unknown>>): Promise<Swapped> {
  const output = path.join(tempFolder(), 'out.png');
  const request = { cwd: folder, env: process.env, flags: { ...config, output } };
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const report = await runJob({ config: request, inline: true }, io);
  expect(report.targets).toMatchObject([{ outcome: 'written' }]);
  const { pixels } = await decodeFile(output);
  return { pixels, region: report.targets[0]!.faces[0]!.swaps[0]!.region!, report };
}

beforeAll(async () => {
  folder = tempFolder();
  const plugins = [
    examplePlugin(folder),
    await newPlugin(folder, 'kernels', 'swift'),
    await newPlugin(folder, 'swapper', 'overlay'),
    await newPlugin(folder, 'upscaler', 'twice'),
    await newPlugin(folder, 'restorer', 'crisp'),
  ];
  mkdirSync(path.join(folder, 'in'));
  for (const [name, file] of [
    ['source.png', 'grace_hopper.jpg'],
    ['target.png', 'astronaut.png'],
  ] as const)
    await sharp(fixture(file))
      .resize(256)
      .png()
      .toFile(path.join(folder, 'in', name));
  writeFileSync(
    path.join(folder, 'facet.config.json'),
    JSON.stringify({
      plugins,
      device: 'cpu',
      units: [{ source: 'in/source.png' }],
      targets: 'in/target.png',
      overwrite: true,
    }),
  );
  plain = await swap({});
});

describe('detectors', () => {
  test.each(table.detectors)('%s finds the one face of each portrait', async (detector) => {
    const files = table.portraits.map(({ file }) => fixture(file));
    const { stdout } = await facet(['faces', 'detect', ...files, '--json', '--set', `detector=${detector}`], {
      cwd: folder,
    });
    const { pictures } = JSON.parse(stdout) as { pictures: { faces: { box: Rect }[] }[] };
    const overlaps = pictures.map(({ faces }, i) =>
      faces.map(({ box }) => intersectionOverUnion(box, table.portraits[i]!.box)),
    );
    expect(overlaps.map((each) => each.length)).toEqual([1, 1, 1]);
    expect(Math.min(...overlaps.flat())).toBeGreaterThanOrEqual(table.leastOverlap);
  });
});

describe('kernels', () => {
  test.each(table.kernels)('%s give the same swap as wasm', async (kernels) => {
    const other = await swap({ kernels });
    expect(other.report.kernels).toBe(kernels);
    const { psnr } = imageDifference(plain.pixels, other.pixels);
    expect(psnr).toBeGreaterThanOrEqual(table.kernelPsnr);
  });
});

describe('devices', () => {
  test('the CPU gives the same swap twice', async () => {
    expect(imageDifference(plain.pixels, (await swap({ device: 'cpu' })).pixels).max).toBe(0);
    const given = await Promise.all(
      devices.map(async ({ device }) => imageDifference(plain.pixels, (await swap({ device })).pixels).psnr),
    );
    expect(given.filter((psnr) => psnr < table.devicePsnr)).toEqual([]);
  });
});

describe('swappers', () => {
  test.each(table.swappers)('%s changes the face and nothing around it', async (swapper) => {
    const { pixels, region } = await swap({ unitDefaults: { swapper } });
    const before = (await decodeFile(path.join(folder, 'in', 'target.png'))).pixels;
    const { width } = pixels;
    let [inside, outside] = [0, 0];
    for (const [at, value] of pixels.data.entries()) {
      const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)];
      const within =
        x >= region.x && x < region.x + region.width && y >= region.y && y < region.y + region.height;
      const difference = Math.abs(value - before.data[at]!);
      if (within) inside = Math.max(inside, difference);
      else outside = Math.max(outside, difference);
    }
    expect({ inside: inside > 20, outside }).toEqual({ inside: true, outside: 0 });
  });
});

describe('upscalers', () => {
  test.each(table.upscalers)('%s gives twice the size of the same picture', async (use) => {
    const { pixels } = await swap({ postprocess: { upscaler: { use, scale: 2 } } });
    expect([pixels.width, pixels.height]).toEqual([2 * plain.pixels.width, 2 * plain.pixels.height]);
    const kernels = await createKernels('wasm');
    const back = kernels.createImage(plain.pixels.width, plain.pixels.height);
    kernels.resize(kernels.importImage(pixels), back, 'area');
    const { width, height } = back;
    const { psnr } = imageDifference(plain.pixels, { width, height, data: kernels.readImage(back) });
    expect(psnr).toBeGreaterThanOrEqual(table.upscalerPsnr);
  });
});

describe('restorers', () => {
  test.each(table.restorers)('%s repairs the face and does not replace it', async (restorer) => {
    const { pixels } = await swap({ unitDefaults: { restorer } });
    const { max, psnr } = imageDifference(plain.pixels, pixels);
    expect(max).toBeGreaterThan(0);
    expect(psnr).toBeGreaterThanOrEqual(table.restorerPsnr);
  });
});

test('each is exchanged by one flag of the command line', async () => {
  const flags = [
    ['--detector', 'ssd', 'detector.use'],
    ['--swapper', 'overlay', 'units.0.swapper.use'],
    ['--restorer', 'crisp', 'units.0.restorer.use'],
    ['--upscaler', 'nearest', 'postprocess.upscaler.use'],
    ['--kernels', 'reference', 'kernels.use'],
    ['--device', 'cpu', 'device'],
  ] as const;
  const output = path.join(tempFolder(), 'out.png');
  const args = flags.flatMap(([flag, value]) => [flag, value]);
  const { code, stdout } = await facet(['run', '-o', output, '--json', ...args], { cwd: folder });
  expect(code).toBe(0);
  const { config } = JSON.parse(stdout) as RunReport;
  for (const [, value, key] of flags) {
    const found = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], config);
    expect([key, found]).toEqual([key, value]);
  }
});
