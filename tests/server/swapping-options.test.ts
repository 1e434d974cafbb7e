import { describe, expect, test } from '@jest/globals';
import { postprocessSettings, unitSettings } from '../../host/dist/server/faceswaplab/settings.js';
import { Providers } from '../../host/dist/server/providers.js';

const person = { kind: 'masker', id: 'person', title: 'Person', models: [] };
const lanczos = { kind: 'upscaler', id: 'lanczos', title: 'Lanczos', models: [] };
const restorer = { kind: 'restorer', id: 'face-restorer', title: 'Own', models: [] };
const plugin = {
  id: 'own-models',
  version: '1.0.0',
  bundled: true,
  dir: '/',
  state: 'known',
  contributions: [person, lanczos, restorer],
};
const providers = new Providers(
  { plugins: [plugin], models: [] },
  {
    restorers: { CodeFormer: { use: 'face-restorer', model: 'file:/codeformer.onnx' } },
    upscalers: { Lanczos: { use: 'lanczos' } },
  },
);
const names = { providers, inpainter: false, strict: false, inform: () => undefined };

const settingsOf = (swapping_options: Parameters<typeof unitSettings>[0]['swapping_options']): object =>
  unitSettings({ swapping_options }, 'units[0]', names);

describe('swapping options of a FaceSwapLab request', () => {
  test.each([
    [undefined, {}],
    [{ erosion_factor: 1 }, {}],
    [{ erosion_factor: 2.5 }, { erosion: 2.5 }],
    [{ erosion_factor: 0 }, { erosion: 0 }],
    [{ improved_mask: true }, { masks: [{ use: 'box' }, { use: 'person' }] }],
    [
      { improved_mask: true, erosion_factor: 3 },
      { erosion: 3, masks: [{ use: 'box' }, { use: 'person' }] },
    ],
  ])('%j set the edge and the masks to %j', (options, expected) => {
    const { erosion, masks } = settingsOf(options) as { erosion?: number; masks?: unknown };
    const found = { ...(erosion !== undefined && { erosion }), ...(masks !== undefined && { masks }) };
    expect(found).toEqual(expected);
  });

  test('the masks of the config are those of improved_mask, and nothing stands in', () => {
    const said: string[] = [];
    const improvedMask = [{ use: 'box' }, { use: 'face-parsing', model: 'file:/models/parsenet.onnx' }];
    const inform = (sentence: string): void => void said.push(sentence);
    const ask = (improved_mask: boolean): object =>
      unitSettings({ swapping_options: { improved_mask } }, 'units[0]', { ...names, improvedMask, inform });
    expect(ask(true)).toMatchObject({ masks: improvedMask });
    expect(ask(false)).not.toHaveProperty('masks');
    expect(said).toEqual([]);
  });

  test('without masks of the config, infos say which mask stood in', () => {
    const said: string[] = [];
    const inform = (sentence: string): void => void said.push(sentence);
    unitSettings({ swapping_options: { improved_mask: true } }, 'units[0]', { ...names, inform });
    expect(said).toEqual([
      'No face parsing is configured for "improved_mask"; the mask "person" was used instead.',
    ]);
  });

  test('the weight of CodeFormer goes to the restorer that has one', () => {
    const restored = { face_restorer_name: 'CodeFormer', codeformer_weight: 0.3, restorer_visibility: 0.8 };
    const expected = {
      restorer: { use: 'face-restorer', model: 'file:/codeformer.onnx', visibility: 0.8, weight: 0.3 },
    };
    expect(settingsOf(restored)).toMatchObject(expected);
    expect(postprocessSettings(restored, names)).toMatchObject(expected);
  });

  test('a restorer without a file stands in for nothing', () => {
    expect(settingsOf({ face_restorer_name: 'GFPGAN' })).toMatchObject({ restorer: 'none' });
  });

  test.each([0.5, 1, 1.3, 10])('a scale of %d is kept', (scale) => {
    const request = { upscaler_name: 'Lanczos', scale };
    expect(postprocessSettings(request, names)).toMatchObject({ upscaler: { use: 'lanczos', scale } });
  });

  test.each([0, 11])('a scale of %d is refused', (scale) => {
    expect(() => postprocessSettings({ upscaler_name: 'Lanczos', scale }, names)).toThrow(`is ${scale}`);
  });
});
