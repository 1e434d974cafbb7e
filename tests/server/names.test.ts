import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { postprocessing, swappingOptions, unit } from './faceswaplab-client.ts';
import type { GateServer } from './gate-server.ts';
import { face, startGateServer } from './gate-server.ts';
import type { Answer } from './server-process.ts';
import { failure, post } from './server-process.ts';

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer(
    'server.upscalers={"R-ESRGAN 4x+":"lanczos"}',
    'server.restorers={"CodeFormer":"none"}',
  );
});
afterAll(async () => {
  await server.stop();
});

const target = await face([220, 30, 40]);
const source = await face([30, 40, 220]);

/** Enlarges the whole picture by an upscaler, and restores the swapped face. */
const ask = (upscaler_name: string, face_restorer_name: string | null, query = ''): Promise<Answer> =>
  post(`${server.url}/faceswaplab/swap_face${query}`, {
    image: target,
    units: [{ ...unit, source_img: source, swapping_options: { ...swappingOptions, face_restorer_name } }],
    postprocessing: { ...postprocessing, upscaler_name, scale: 2 },
  });

interface Swapped {
  readonly images: readonly string[];
  readonly infos: readonly string[];
}

const swapped = async (...names: Parameters<typeof ask>): Promise<Swapped> => {
  const answer = await ask(...names);
  expect(answer.status).toBe(200);
  return answer.body as Swapped;
};

test('a name the config maps is that provider, and nothing is said; null is CodeFormer', async () => {
  const lanczos = await swapped('Lanczos', 'None');
  expect(lanczos.infos).toEqual([]);
  expect(await swapped('R-ESRGAN 4x+', null)).toEqual(lanczos);
});

test.each(['LDSR', 'SwinIR_4x', 'ESRGAN_4x'])(
  'for %s, which is not there, the embedded upscaler stands in, and infos say so',
  async (name) => {
    const { images, infos } = await swapped(name, 'GFPGAN');
    expect(infos).toEqual([
      'The restorer "GFPGAN" is not available; nothing was restored.',
      `The upscaler "${name}" is not available; "slim-x2" was used instead.`,
    ]);
    expect(images).toEqual((await swapped('slim-x2', 'None')).images);
    expect(images).not.toEqual((await swapped('Lanczos', 'None')).images);
  },
);

test('a field that FaceSwapLab does not have is ignored, and infos name it; a strict request is refused', async () => {
  const request = { image: target, units: [{ ...unit, source_img: source, colour: 'blue' }], width: 3 };
  const plain = { image: target, units: [{ ...unit, source_img: source }] };
  const url = `${server.url}/faceswaplab/swap_face`;
  const said = 'FaceSwapLab has no "units.0.colour", "width"; it was ignored.';
  const { images } = (await post(url, plain)).body as Swapped;
  expect(await post(url, request)).toMatchObject({ status: 200, body: { images, infos: [said] } });
  expect(await post(`${url}?strict`, request)).toMatchObject({
    status: 400,
    body: failure('REQUEST_INVALID'),
  });
  const nothing = await post(url, { image: null, unit: [] });
  expect(nothing.body).toEqual({ images: [], infos: ['FaceSwapLab has no "unit"; it was ignored.'] });
  const extract = await post(`${server.url}/faceswaplab/extract`, { images: [target], faces: 1 });
  expect(extract.body).toMatchObject({ infos: ['FaceSwapLab has no "faces"; it was ignored.'] });
  const compare = { image1: target, image2: target, image3: target };
  expect(await post(`${server.url}/faceswaplab/compare`, compare)).toMatchObject({ status: 200, body: 1 });
  // Facet's own requests are held to their words.
  const job = await post(`${server.url}/v1/jobs`, { pictures: {}, config: {}, colour: 'blue' });
  expect(job).toMatchObject({ status: 400, body: failure('REQUEST_INVALID') });
});

test('a strict request takes what the config maps, and nothing in its place', async () => {
  expect((await swapped('R-ESRGAN 4x+', 'CodeFormer', '?strict=true')).infos).toEqual([]);
  for (const answer of [await ask('LDSR', 'None', '?strict'), await ask('None', 'GFPGAN', '?strict=true')]) {
    expect(answer).toMatchObject({ status: 422, body: failure('PROVIDER_UNAVAILABLE') });
  }
  expect(await ask('LDSR', 'None', '?strict=maybe')).toMatchObject({
    status: 400,
    body: failure('REQUEST_INVALID'),
  });
});
