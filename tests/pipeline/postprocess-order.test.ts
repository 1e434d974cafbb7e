import { beforeEach, describe, expect, test } from '@jest/globals';
import { decodeFile } from '../../host/dist/media/index.js';
import { colorWorld, runColors } from '../support/color-faces.ts';
import { takeTrace, tracePlugin } from '../support/trace-plugin.ts';

beforeEach(() => void takeTrace());

/** The stages of a run over the picture of three faces, in order. */
async function trace(
  postprocess: string,
): Promise<{ readonly stages: readonly string[]; readonly size: string }> {
  const { folder, at } = await colorWorld();
  const report = await runColors(
    folder,
    `plugins: [...base.plugins, ${tracePlugin}], inpainter: 'note', finishers: ['corner'],
     units: [{ source: 'blue.png', faces: { index: [0] } }], postprocess: { ${postprocess} }`,
  );
  expect(report.targets[0]?.outcome).toBe('written');
  const { width, height } = (await decodeFile(at('out.png'))).pixels;
  return { stages: takeTrace(), size: `${width}x${height}` };
}

const three = (stage: string): readonly string[] => [stage, stage, stage];
const parts = `upscaler: { use: 'any', scale: 1.55 }, restorer: 'white'`;

describe('post-processing', () => {
  test.each([
    [
      'before-upscaling',
      [
        ...three('inpaint 320x120 0.4'),
        'upscale 320x120 to 496x184',
        ...three('restore 1'),
        'finish 496x184',
      ],
    ],
    [
      'after-upscaling',
      [
        'upscale 320x120 to 496x184',
        ...three('inpaint 496x184 0.4'),
        ...three('restore 1'),
        'finish 496x184',
      ],
    ],
    [
      'after-all',
      [
        'upscale 320x120 to 496x184',
        ...three('restore 1'),
        ...three('inpaint 496x184 0.4'),
        'finish 496x184',
      ],
    ],
    ['never', ['upscale 320x120 to 496x184', ...three('restore 1'), 'finish 496x184']],
  ])('paints faces anew %s, enlarges, restores every face, finishes', async (when, stages) => {
    expect((await trace(`${parts}, inpaint: { when: '${when}', denoise: 0.4 }`)).stages).toEqual(stages);
  });

  test.each([
    ['twice', 2, ['upscale 320x120 to 640x240'], '640x240'],
    ['twice', 3, ['upscale 320x120 to 640x240', 'upscale 640x240 to 1280x480'], '960x360'],
    ['twice', 0.5, [], '160x56'],
    ['any', 0.5, [], '160x56'],
    ['any', 10, ['upscale 320x120 to 3200x1200'], '3200x1200'],
    ['any', 1.55, ['upscale 320x120 to 496x184'], '496x184'],
    ['any', 1, ['upscale 320x120 to 320x120'], '320x120'],
  ])('%s at a scale of %d gives whole multiples of eight', async (use, scale, stages, size) => {
    const traced = await trace(`upscaler: { use: '${use}', scale: ${scale} }`);
    expect(traced.stages.filter((stage) => stage.startsWith('upscale'))).toEqual(stages);
    expect(traced.size).toBe(size);
  });
});
