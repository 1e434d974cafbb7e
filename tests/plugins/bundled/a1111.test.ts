import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { InpaintInput } from '@facet/api';
import a1111 from '@facet/plugin-a1111';
import { createTestHost, syntheticFrame } from '@facet/testing';
import type { TestHost } from '@facet/testing';
import { createImages } from '../../../host/dist/media/index.js';
import type { InpaintServer } from '../../support/inpaint-server.ts';
import { paintMasked, picture, startInpaintServer } from '../../support/inpaint-server.ts';

const packageDir = fileURLToPath(new URL('../../../plugins/a1111/', import.meta.url));
const [width, height] = [61, 47];

let host: TestHost;
let server: InpaintServer | undefined;
beforeAll(async () => {
  host = await createTestHost({ plugin: a1111, packageDir, images: createImages() });
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const settings = {
  prompt: 'Portrait of a woman',
  negativePrompt: 'blurry',
  denoise: 0.4,
  steps: 33,
  sampler: 'DPM++ 2M',
  model: 'Current',
  seed: 1234,
};

type Answer = Parameters<typeof startInpaintServer>[0];

/** Paints a box of the synthetic frame by a server that answers so. */
async function inpaint(
  answer: Answer,
  options: Readonly<Record<string, unknown>> = {},
  changed: Partial<InpaintInput> = {},
): Promise<Uint8ClampedArray> {
  server ??= await startInpaintServer(answer);
  const { kernels } = host;
  const mask = kernels.createMask(width, height);
  kernels.drawBox(mask, { x: 10, y: 5, width: 20, height: 30 }, 255);
  const image = kernels.importImage(syntheticFrame(width, height));
  const call = host.call('inpainter', 'a1111', { url: server.url, ...options });
  const input = { image, mask, ...settings, ...changed };
  return kernels.readImage(await host.provider('inpainter', 'a1111').inpaint(input, call));
}

const text =
  (status: number, body: string): Answer =>
  (_, response) => {
    response.statusCode = status;
    response.end(body);
  };

describe('the request', () => {
  test('asks for the masked part only, at the size of the picture, with every setting', async () => {
    const frame = syntheticFrame(width, height);
    const painted = await inpaint(paintMasked([250, 0, 250]));
    const [{ body, ...request }] = server!.seen as [InpaintServer['seen'][number]];
    expect(request).toEqual({ method: 'POST', path: '/sdapi/v1/img2img' });
    const { init_images: init, mask, ...fields } = body;
    expect(fields).toEqual({
      width,
      height,
      prompt: 'Portrait of a woman',
      negative_prompt: 'blurry',
      denoising_strength: 0.4,
      steps: 33,
      sampler_name: 'DPM++ 2M',
      seed: 1234,
      cfg_scale: 7,
      batch_size: 1,
      n_iter: 1,
      inpaint_full_res: true,
      inpaint_full_res_padding: 32,
      inpainting_fill: 1,
      inpainting_mask_invert: 0,
      mask_blur: 4,
      do_not_save_samples: true,
      do_not_save_grid: true,
    });
    const sent = await picture((init as readonly string[])[0]);
    expect(Buffer.from(sent.data)).toEqual(Buffer.from(frame.data));
    const { data } = await picture(mask);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = x >= 10 && x < 30 && y >= 5 && y < 35;
        const at = 4 * (y * width + x);
        expect([data[at], data[at + 3]]).toEqual([inside ? 255 : 0, 255]);
        const expected = inside ? [250, 0, 250] : [...frame.data.subarray(at, at + 3)];
        expect([...painted.subarray(at, at + 3)]).toEqual(expected);
      }
    }
  });

  test.each([
    [{ maskBlur: 9 }, { mask_blur: 9 }],
    [{ padding: 64 }, { inpaint_full_res_padding: 64 }],
    [{ cfgScale: 3.5 }, { cfg_scale: 3.5 }],
  ])('follows the option %j', async (options, fields) => {
    await inpaint(paintMasked([0, 0, 0]), options);
    expect(server!.seen[0]!.body).toMatchObject(fields);
  });

  test('another model holds for the request alone', async () => {
    await inpaint(paintMasked([0, 0, 0]), {}, { model: 'portraits.safetensors' });
    expect(server!.seen[0]!.body).toMatchObject({
      override_settings: { sd_model_checkpoint: 'portraits.safetensors' },
      override_settings_restore_afterwards: true,
    });
  });

  test('takes the Authorization header from the environment', async () => {
    process.env.FACET_TEST_AUTHORIZATION = 'Basic c2VjcmV0';
    try {
      await inpaint(paintMasked([0, 0, 0]), { authorizationFrom: 'FACET_TEST_AUTHORIZATION' });
    } finally {
      delete process.env.FACET_TEST_AUTHORIZATION;
    }
    expect(server!.seen[0]!.authorization).toBe('Basic c2VjcmV0');
  });

  test('a slash at the end of the address does no harm', async () => {
    server = await startInpaintServer(paintMasked([0, 0, 0]));
    await inpaint(paintMasked([0, 0, 0]), { url: `${server.url}/` });
    expect(server.seen[0]!.path).toBe('/sdapi/v1/img2img');
  });
});

describe('a server that', () => {
  const small: Answer = async (_, response) => {
    const png = await createImages().encodePng({ width: 2, height: 2, data: new Uint8Array(16) });
    response.end(JSON.stringify({ images: [Buffer.from(png).toString('base64')] }));
  };

  test.each<[string, Answer, string, RegExp]>([
    [
      'fails',
      text(500, '{"error":"OutOfMemory","errors":"CUDA ran out"}'),
      'A1111_STATUS',
      /500: CUDA ran out/,
    ],
    ['asks for a password', text(401, '{"detail":"Not authenticated"}'), 'A1111_STATUS', /401: Not auth/],
    ['lacks the route', text(404, 'Not Found'), 'A1111_STATUS', /404: Not Found/],
    [
      'redirects',
      (_, response) => void response.writeHead(302, { location: '/x' }).end(),
      'A1111_UNREACHABLE',
      /reach/,
    ],
    ['answers no JSON', text(200, '<html>'), 'A1111_ANSWER', /no JSON/],
    ['answers without a picture', text(200, '{"images":[]}'), 'A1111_ANSWER', /no picture/],
    ['answers null', text(200, 'null'), 'A1111_ANSWER', /no picture/],
    [
      'answers with garbage for a picture',
      text(200, '{"images":["AAAA"]}'),
      'A1111_ANSWER',
      /cannot be decoded/,
    ],
    ['answers with another size', small, 'A1111_SIZE', /2 x 2 pixels instead of 61 x 47/],
    ['hangs', () => undefined, 'A1111_TIMEOUT', /within 300 ms/],
    ['breaks off', (_, response) => void response.destroy(), 'A1111_UNREACHABLE', /cannot be reached/],
  ])('%s', async (_, answer, code, message) => {
    const failed = inpaint(answer, { timeoutMs: code === 'A1111_TIMEOUT' ? 300 : 20_000 });
    await expect(failed).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
      remedy: expect.stringMatching(/\w/) as unknown,
    });
  });

  test('is not there', async () => {
    server = await startInpaintServer(() => undefined);
    await server.close();
    await expect(inpaint(() => undefined)).rejects.toMatchObject({ code: 'A1111_UNREACHABLE' });
  });

  test('needs a header that is not set is never asked', async () => {
    const failed = inpaint(paintMasked([0, 0, 0]), { authorizationFrom: 'FACET_TEST_NOT_SET' });
    await expect(failed).rejects.toMatchObject({ code: 'A1111_AUTHORIZATION' });
    expect(server!.seen).toEqual([]);
  });
});

test('an interrupted run does not wait for the answer', async () => {
  const controller = new AbortController();
  server = await startInpaintServer(() => controller.abort(new Error('enough')));
  const { kernels } = host;
  const call = { ...host.call('inpainter', 'a1111', { url: server.url }), signal: controller.signal };
  const image = kernels.importImage(syntheticFrame(width, height));
  const input = { image, mask: kernels.createMask(width, height), ...settings };
  await expect(host.provider('inpainter', 'a1111').inpaint(input, call)).rejects.toThrow('enough');
});
