import {
  sampleToTensor,
  type Affine,
  type Image,
  type Kernels,
  type Models,
  type Tensor,
  type TensorData,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { eyeDistance, pointsToFrame, regionOfMesh } from './mesh.js';
import { frameToRegion } from './region.js';

/** The model, which is optional. */
export const refiningModel = 'facemesh-attention';

const inputSide = 192;
const spec = squareRgb(inputSide, '0..1');
/** The region that moves lips and lids least, as for the mesh itself. */
const margin = 1.5;
/** The logit from which the model sees a face. */
const leastLogit = 0;
/** A part that lies farther than this from the mesh, on average and in distances of the eyes, was not found. */
const farthest = 0.2;

/**
 * The points each output of the model stands for, in its order. Source: the refinement of MediaPipe's face mesh with attention
 * (Apache-2.0, `face_landmarks_attention`), whose `left` and `right` are those of the picture. Of the 71 points around an eye those
 * of the lids are taken, the first 32; brows and cheeks, which say less about the lids than about the expression, stay the mesh's.
 */
export const refinedParts = [
  {
    output: 'output_lips',
    points: [
      61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88,
      178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16,
      315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403,
      319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407,
    ],
  },
  {
    output: 'output_left_eye',
    points: [
      33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22,
      26, 112, 243, 247, 30, 29, 27, 28, 56, 190,
    ],
  },
  {
    output: 'output_right_eye',
    points: [
      263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253,
      252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414,
    ],
  },
] as const;

/**
 * Puts lips and lids where the attention model sees them: it looks at each part by itself, and follows a smile or a closing
 * eye closer than the mesh does. The depth stays the mesh's. A part that was found somewhere else stays as it is.
 */
export async function refineMesh(
  kernels: Kernels,
  models: Models,
  frame: Image,
  mesh: Float32Array,
): Promise<Float32Array> {
  const frameToCrop = frameToRegion(regionOfMesh(mesh, margin), inputSide);
  const input: Tensor = sampleToTensor(kernels, frame, frameToCrop, spec, 'edge');
  const { inputs } = await models.describe(refiningModel);
  const out = await models.run(refiningModel, { [inputs[0]!.name]: input }, [
    'conv_faceflag',
    ...refinedParts.map(({ output }) => output),
  ]);
  return (out.conv_faceflag?.data[0] ?? -Infinity) < leastLogit ? mesh : withParts(mesh, out, frameToCrop);
}

function withParts(
  mesh: Float32Array,
  found: Readonly<Record<string, TensorData & { readonly data: Float32Array }>>,
  frameToCrop: Affine,
): Float32Array {
  const eyes = eyeDistance(mesh);
  const refined = mesh.slice();
  for (const { output, points } of refinedParts) {
    const places = pointsToFrame(found[output]!.data.subarray(0, 2 * points.length), frameToCrop);
    let away = 0;
    points.forEach((point, k) => {
      const [x, y] = [places[2 * k]!, places[2 * k + 1]!];
      away += Math.hypot(x - mesh[3 * point]!, y - mesh[3 * point + 1]!) / points.length;
    });
    if (!(away <= farthest * eyes)) continue;
    points.forEach((point, k) => {
      refined[3 * point] = places[2 * k]!;
      refined[3 * point + 1] = places[2 * k + 1]!;
    });
  }
  return refined;
}
