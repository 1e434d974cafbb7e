import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  colorAt,
  colorConfig,
  colorsOf,
  colorWorld,
  drawFaces,
  places,
  runColors,
} from '../support/color-faces.ts';
import { facet } from '../support/facet.ts';
import type { InpaintServer } from '../support/inpaint-server.ts';
import { paintMasked, picture, startInpaintServer } from '../support/inpaint-server.ts';

const green = [60, 200, 40] as const;

let server: InpaintServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A run with a server that paints masked parts green. */
async function run(config: string, folder: string): Promise<Awaited<ReturnType<typeof runColors>>> {
  server = await startInpaintServer(paintMasked(green));
  return runColors(folder, `inpainter: { use: 'a1111', url: '${server.url}' }, ${config}`);
}

const prompts = (): readonly unknown[] => server!.seen.map(({ body }) => body.prompt);

/** Left, top, right and bottom of what is white, the last two outside. */
async function maskBox(base64: unknown): Promise<readonly number[]> {
  const { width, data } = await picture(base64);
  const box = [Infinity, Infinity, 0, 0] as [number, number, number, number];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i]! < 128) continue;
    const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x + 1);
    box[3] = Math.max(box[3], y + 1);
  }
  return box;
}

describe('a unit', () => {
  test('paints its target faces after the swap, each by its box and with its gender', async () => {
    const { folder, at } = await colorWorld();
    const unit = `units: [{ source: 'blue.png', faces: { index: [0, 2] }, inpaint: { after: { denoise: 0.3 } } }]`;
    const report = await run(unit, folder);
    expect(report.targets[0]?.outcome).toBe('written');
    expect(await colorsOf(at('out.png'))).toEqual(['green', 'green', 'green']);
    expect(prompts()).toEqual(['Portrait of a woman', 'Portrait of a man']);
    expect(server!.seen[0]!.body).toMatchObject({
      denoising_strength: 0.3,
      negative_prompt: '',
      steps: 20,
      sampler_name: 'Euler',
      seed: -1,
      width: 320,
      height: 120,
    });
    expect(server!.seen[0]!.body).not.toHaveProperty('override_settings');
    const [left, top, right, bottom] = await maskBox(server!.seen[0]!.body.mask);
    for (const [edge, expected] of [
      [left, 20],
      [top, 40],
      [right, 68],
      [bottom, 88],
    ] as const)
      expect(Math.abs(edge! - expected)).toBeLessThanOrEqual(1);
    const sent = await picture((server!.seen[0]!.body.init_images as readonly string[])[0]);
    const middle = 4 * (64 * 320 + 44);
    expect(sent.data[middle + 2]).toBeGreaterThan(180);
  });

  test('paints its target faces before the swap', async () => {
    const { folder, at } = await colorWorld();
    await run(
      `units: [{ source: 'blue.png', faces: { index: [0] }, inpaint: { before: { denoise: 1 } } }]`,
      folder,
    );
    const sent = await picture((server!.seen[0]!.body.init_images as readonly string[])[0]);
    expect([...sent.data.subarray(4 * (64 * 320 + 44)).subarray(0, 3)]).toEqual([220, 30, 40]);
    expect(server!.seen).toHaveLength(1);
    expect(await colorsOf(at('out.png'))).toEqual(['blue', 'green', 'blue']);
  });

  test.each([
    [`prompt: 'A [gender], a [gender]'`, { prompt: 'A woman, a woman' }],
    [`negativePrompt: 'old [gender]'`, { negative_prompt: 'old woman' }],
    ['steps: 7', { steps: 7 }],
    [`sampler: 'Heun'`, { sampler_name: 'Heun' }],
    [`model: 'mine'`, { override_settings: { sd_model_checkpoint: 'mine' } }],
    ['seed: 99', { seed: 99 }],
    ['denoise: 0.7', { denoising_strength: 0.7 }],
  ])('follows %s', async (setting, fields) => {
    const { folder } = await colorWorld();
    const unit = `units: [{ source: 'blue.png', faces: { index: [0] }, inpaint: { after: { denoise: 0.5, ${setting} } } }]`;
    await run(unit, folder);
    expect(server!.seen[0]!.body).toMatchObject(fields);
  });

  test('asks nobody while the denoising is 0', async () => {
    const { folder } = await colorWorld();
    await run(
      `units: [{ source: 'blue.png', inpaint: { before: { steps: 3 }, after: { denoise: 0 } } }]`,
      folder,
    );
    expect(server!.seen).toEqual([]);
  });

  test('a face at the edge gives a mask that is cut there', async () => {
    const { folder, at } = await colorWorld();
    await drawFaces(at('edge.png'), [{ x: 272, y: 72, color: [220, 30, 40] }]);
    await run(
      `units: [{ source: 'blue.png', inpaint: { after: { denoise: 0.5 } } }], targets: 'edge.png'`,
      folder,
    );
    expect((await maskBox(server!.seen[0]!.body.mask)).slice(2)).toEqual([320, 120]);
  });
});

describe('after all units every face is painted', () => {
  const upscaler = `upscaler: { use: 'nearest', scale: 2 }`;
  const unit = `units: [{ source: 'blue.png', faces: { index: [0] } }]`;

  test.each([
    ['before-upscaling', 320, 44],
    ['after-upscaling', 640, 88],
    ['after-all', 640, 88],
  ] as const)('%s', async (when, width, x) => {
    const { folder } = await colorWorld();
    const inpaint = `inpaint: { when: '${when}', denoise: 0.2, steps: 5 }`;
    await run(`${unit}, postprocess: { ${upscaler}, ${inpaint} }`, folder);
    expect(server!.seen).toHaveLength(3);
    expect(prompts()).toEqual(['Portrait of a man', 'Portrait of a woman', 'Portrait of a woman']);
    expect(server!.seen[0]!.body).toMatchObject({ width, denoising_strength: 0.2, steps: 5 });
    const boxes = await Promise.all(server!.seen.map(({ body }) => maskBox(body.mask)));
    expect(boxes.some(([left, , right]) => left! < x && x < right!)).toBe(true);
  });

  test('never, unless asked to', async () => {
    const { folder } = await colorWorld();
    await run(`${unit}, postprocess: { inpaint: { denoise: 0.2 } }`, folder);
    expect(server!.seen).toEqual([]);
  });
});

describe('without a server', () => {
  const unit = `units: [{ source: 'blue.png', inpaint: { after: { denoise: 0.5 } } }]`;

  test('the run does not start, and says which setting asks for one', async () => {
    const { folder } = await colorWorld();
    await expect(runColors(folder, unit)).rejects.toMatchObject({
      code: 'INPAINTER_MISSING',
      message: expect.stringContaining('units.0.inpaint.after.denoise') as unknown,
    });
  });

  test('that answers, the picture fails with a sentence and the command with 1', async () => {
    const { folder } = await colorWorld();
    server = await startInpaintServer((_, response) => {
      response.statusCode = 503;
      response.end('loading');
    });
    const config = colorConfig(`inpainter: { use: 'a1111', url: '${server.url}' }, ${unit}`);
    writeFileSync(path.join(folder, 'facet.config.mjs'), config);
    const { code, stderr } = await facet(['run'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('A1111_STATUS');
    expect(stderr).toContain('503: loading');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('a face that an inpainter gives in another size is an error of the plugin', async () => {
  const { folder } = await colorWorld();
  const plugin = `{ name: 'facet-plugin-small', version: '1.0.0', facet: '*',
    manifest: { manifest: 1, contributes: { inpainters: [{ id: 'small', title: 'Small' }] } },
    activate: ({ register, kernels }) => register.inpainter('small', { inpaint: async () => kernels.createImage(4, 4) }),
  }`;
  const report = await runColors(
    folder,
    `plugins: [...base.plugins, ${plugin}], inpainter: 'small', units: [{ source: 'blue.png', inpaint: { after: { denoise: 1 } } }]`,
  );
  expect(report.targets[0]).toMatchObject({ outcome: 'failed', error: { code: 'STAGE_RESULT' } });
});

test('what is around the painted face stays as it was', async () => {
  const { folder, at } = await colorWorld();
  await run(
    `units: [{ source: 'blue.png', faces: { index: [0] }, inpaint: { after: { denoise: 1 } } }]`,
    folder,
  );
  expect(await colorAt(at('out.png'), places[2])).toBe('blue');
  expect(await colorAt(at('out.png'), [4, 4])).toBe('128,128,128');
});
