import { applyAffine, type Image, type Landmarker, type Models, type PluginContext } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { fakeModels } from '@facet/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { regionOfMesh } from '../../plugins/mediapipe/dist/facemesh/mesh.js';
import { frameToRegion } from '../../plugins/mediapipe/dist/facemesh/region.js';
import { refinedParts } from '../../plugins/mediapipe/dist/facemesh/refine.js';
import { canonicalPoints } from '../../plugins/mesh-swap/dist/mesh/canonical.js';

const side = 192;
/** Centre and size of the canonical face in the model's input. */
const [centre, scale] = [96, 6.5];
const [mouthCorner, eyeCorner, nose] = [61, 33, 4];
const lipPoints = refinedParts[0].points;

const onnxPort = [{ name: 'input', type: 'float32', dims: [1, side, side, 3] }];

/** The canonical face as the mesh model gives it. */
const mesh = Float32Array.from(canonicalPoints, (value, i) =>
  i % 3 === 0 ? centre + scale * value : i % 3 === 1 ? centre - scale * value : -scale * value,
);

/** What the attention model says: the lips of a mesh, each moved down by pixels of the frame, and eyes far away. */
function attentionOutputs(plain: Float32Array, logit: number, down: number): Record<string, Float32Array> {
  const frameToCrop = frameToRegion(regionOfMesh(plain, 1.5), side);
  const lips = lipPoints.flatMap((point) => {
    const at = { x: plain[3 * point]!, y: plain[3 * point + 1]! + down };
    const { x, y } = applyAffine(frameToCrop, at);
    return [x + 0.5, y + 0.5];
  });
  return {
    conv_faceflag: Float32Array.of(logit),
    output_lips: Float32Array.from(lips),
    output_left_eye: Float32Array.from({ length: 142 }, () => 1e4),
    output_right_eye: Float32Array.from({ length: 142 }, () => 1e4),
  };
}

let kernels: Awaited<ReturnType<typeof createKernels>>;
let mark: number;
let frame: Image;

beforeAll(async () => {
  kernels = await createKernels('wasm');
});

beforeEach(() => {
  mark = kernels.mark();
  frame = kernels.createImage(side, side);
});

afterEach(() => kernels.release(mark));

async function landmarker(attention?: Record<string, Float32Array>): Promise<Landmarker<object>> {
  const port = { inputs: onnxPort };
  const tensor = (data: Float32Array) => ({ dims: [1, data.length], data });
  const models: Models = fakeModels(
    {
      facemesh: {
        ...port,
        run: () => ({ Identity_1: tensor(Float32Array.of(0.99)), Identity_2: tensor(mesh) }),
      },
      ...(attention && {
        'facemesh-attention': {
          ...port,
          run: () =>
            Object.fromEntries(Object.entries(attention).map(([name, data]) => [name, tensor(data)])),
        },
      }),
    },
    (handle) => kernels.readTensor(handle),
  );
  const landmarkers: Landmarker<object>[] = [];
  const register = {
    detector: () => undefined,
    masker: () => undefined,
    landmarker: (_: string, provider: Landmarker<object>) => landmarkers.push(provider),
  };
  const { default: plugin } = await import('../../plugins/mediapipe/dist/index.js');
  plugin.activate({ register, kernels, models } as unknown as PluginContext);
  return landmarkers[0]!;
}

async function meshWith(
  attention?: Record<string, Float32Array>,
  options: object = {},
): Promise<Float32Array> {
  const made = await landmarker(attention);
  const found = await made.locate(
    frame,
    { box: { x: 32, y: 32, width: 128, height: 128 }, score: 1 },
    {
      options: { passes: 1, margin: 1.5, refine: true, warnBelow: 0.5, rejectBelow: 0.02, ...options },
      signal: new AbortController().signal,
      warn: () => undefined,
      time: (_, work) => work(),
    },
  );
  return found!.landmarks.mesh468!;
}

const at = (points: Float32Array, index: number): readonly number[] => [
  ...points.subarray(3 * index, 3 * index + 3),
];

describe('lips and lids from the attention model', () => {
  test('take the places it gives and keep the depth of the mesh', async () => {
    const plain = await meshWith();
    const refined = await meshWith(attentionOutputs(plain, 5, 3));
    const [x, y, z] = at(plain, mouthCorner);
    expect(at(refined, mouthCorner)[0]).toBeCloseTo(x!, 2);
    expect(at(refined, mouthCorner)[1]).toBeCloseTo(y! + 3, 2);
    expect(at(refined, mouthCorner)[2]).toBe(z);
    expect(at(refined, nose)).toEqual(at(plain, nose));
  });

  test('a part that was found far from the mesh stays as it was', async () => {
    const plain = await meshWith();
    expect(at(await meshWith(attentionOutputs(plain, 5, 3)), eyeCorner)).toEqual(at(plain, eyeCorner));
    expect(await meshWith(attentionOutputs(plain, 5, 40))).toEqual(plain);
  });

  test('where the model sees no face, the mesh stays as it was', async () => {
    const plain = await meshWith();
    expect(await meshWith(attentionOutputs(plain, -3, 3))).toEqual(plain);
  });

  test('without refine, or below warnBelow, it is not asked', async () => {
    const plain = await meshWith();
    expect(await meshWith(attentionOutputs(plain, 5, 3), { refine: false })).toEqual(plain);
    expect(await meshWith(attentionOutputs(plain, 5, 3), { warnBelow: 1 })).toEqual(plain);
  });
});
