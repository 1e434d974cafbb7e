import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { InpaintServer } from '../support/inpaint-server.ts';
import { paintMasked, picture, startInpaintServer } from '../support/inpaint-server.ts';
import { inpainting, postprocessing, readFixture, unit } from './faceswaplab-client.ts';
import type { ServerProcess } from './server-process.ts';
import { post, startServer } from './server-process.ts';

let painter: InpaintServer;
let server: ServerProcess;
beforeAll(async () => {
  painter = await startInpaintServer(paintMasked([60, 200, 40]));
  server = await startServer({ args: ['--set', `inpainter={"use":"a1111","url":"${painter.url}"}`] });
});
afterAll(async () => {
  await server.stop();
  await painter.close();
});

const target = readFixture('mona_lisa.jpg');
const source = readFixture('astronaut.png');

test('the inpainting objects of a request reach the configured inpainter, each in its place', async () => {
  const paint = (prompt: string, changes: object = {}): object => ({
    ...inpainting,
    inpainting_denoising_strengh: 0.25,
    inpainting_prompt: prompt,
    ...changes,
  });
  const answer = await post(`${server.url}/faceswaplab/swap_face`, {
    image: target,
    units: [
      {
        ...unit,
        source_img: source,
        pre_inpainting: paint('before', { inpainting_seed: 7 }),
        post_inpainting: paint('after [gender]', { inpainting_negative_prompt: 'blurry' }),
      },
    ],
    postprocessing: {
      ...postprocessing,
      inpainting_when: 'After All',
      inpainting_options: paint('all', {
        inpainting_steps: 5,
        inpainting_sampler: 'DDIM',
        inpainting_model: 'other',
      }),
    },
  });
  expect(answer.status).toBe(200);
  expect(painter.seen.map(({ body }) => body)).toMatchObject([
    { prompt: 'before', seed: 7, denoising_strength: 0.25, steps: 20, sampler_name: 'Euler' },
    { prompt: expect.stringMatching(/^after (wo)?man$/) as unknown, negative_prompt: 'blurry', seed: -1 },
    { prompt: 'all', steps: 5, sampler_name: 'DDIM', override_settings: { sd_model_checkpoint: 'other' } },
  ]);
  const { images } = answer.body as { readonly images: readonly string[] };
  const { data } = await picture(images[0]);
  const greens = data.filter((value, i) => i % 4 === 1 && value === 200 && data[i - 1] === 60);
  expect(greens.length).toBeGreaterThan(1000);
});

test.each(['Before Upscaling/all', 'After Upscaling/Before Restore Face', 'After All'])(
  'extracted faces are painted as well: %s',
  async (inpainting_when) => {
    const before = painter.seen.length;
    const options = { ...inpainting, inpainting_denoising_strengh: 0.1 };
    const answer = await post(`${server.url}/faceswaplab/extract`, {
      images: [target],
      postprocessing: {
        ...postprocessing,
        upscaler_name: 'Lanczos',
        inpainting_when,
        inpainting_options: options,
      },
    });
    expect(answer.status).toBe(200);
    const { images } = answer.body as { readonly images: readonly string[] };
    const { width, height, data } = await picture(images[0]);
    const seen = painter.seen.slice(before).map(({ body }) => body.width);
    expect(seen).toHaveLength(1);
    expect(seen[0] === width).toBe(inpainting_when !== 'Before Upscaling/all');
    const middle = 4 * (Math.floor(height / 2) * width + Math.floor(width / 2));
    expect([...data.slice(middle, middle + 3)]).toEqual([60, 200, 40]);
  },
);

test('what is never painted is not', async () => {
  const before = painter.seen.length;
  const options = { ...inpainting, inpainting_denoising_strengh: 0.5 };
  const answer = await post(`${server.url}/faceswaplab/extract`, {
    images: [target],
    postprocessing: { ...postprocessing, inpainting_when: 'Never', inpainting_options: options },
  });
  expect(answer.status).toBe(200);
  expect(painter.seen).toHaveLength(before);
});
