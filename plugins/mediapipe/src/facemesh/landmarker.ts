import {
  sampleToTensor,
  type Detection,
  type Image,
  type Kernels,
  type Landmarker,
  type Models,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { fiveOfMesh, meshToFrame, regionOfMesh } from './mesh.js';
import type { FacemeshOptions } from './options.js';
import { poseOfMesh } from './pose.js';
import { refineMesh, refiningModel } from './refine.js';
import { eyeLineAngle, frameToRegion, regionAround, type Region } from './region.js';

const model = 'facemesh';
const inputSide = 192;
const spec = squareRgb(inputSide, '0..1');

/** The second look takes this much around the first mesh: with it, a shaken region moves the points least (1.5 % of the eye distance). */
const secondMargin = 1.5;

interface Look {
  readonly mesh: Float32Array;
  readonly presence: number;
}

/**
 * Finds 468 points with MediaPipe's facemesh. The result always carries the model's own presence, which falls below 0.5 for profiles and
 * covered faces: such a face is still reported, with a warning, because whether it can be swapped is the swapper's decision.
 * Only below `rejectBelow` is it no face at all. Lips and lids are those of the attention model where it was pulled.
 */
export function createFacemeshLandmarker(kernels: Kernels, models: Models): Landmarker<FacemeshOptions> {
  return {
    async locate(frame, detection, call) {
      const { options, signal } = call;
      let look = await lookAt(kernels, models, frame, firstRegion(detection, options.margin));
      if (look && options.passes === 2) {
        signal.throwIfAborted();
        look = (await lookAt(kernels, models, frame, regionOfMesh(look.mesh, secondMargin))) ?? look;
      }
      if (!look || look.presence < options.rejectBelow) return undefined;
      if (look.presence < options.warnBelow) {
        call.warn(
          `The face is hard to make out (presence ${look.presence.toFixed(2)}): its landmarks may be far off, as for a profile.`,
        );
      }
      signal.throwIfAborted();
      const refines =
        options.refine && look.presence >= options.warnBelow && (await models.has(refiningModel));
      const mesh = refines ? await refineMesh(kernels, models, frame, look.mesh) : look.mesh;
      const { presence } = look;
      return { landmarks: { five: fiveOfMesh(mesh), mesh468: mesh }, presence, pose: poseOfMesh(mesh) };
    },
  };
}

function firstRegion({ box, five }: Detection, margin: number): Region {
  return regionAround(box, margin, five ? eyeLineAngle(five[0], five[1]) : 0);
}

async function lookAt(
  kernels: Kernels,
  models: Models,
  frame: Image,
  region: Region,
): Promise<Look | undefined> {
  if (!(region.side >= 1)) return undefined;
  const frameToCrop = frameToRegion(region, inputSide);
  const input = sampleToTensor(kernels, frame, frameToCrop, spec, 'edge');
  const { inputs } = await models.describe(model);
  const out = await models.run(model, { [inputs[0]!.name]: input }, ['Identity_1', 'Identity_2']);
  const cropMesh = out.Identity_2!.data;
  if (!cropMesh.every(Number.isFinite)) return undefined;
  return {
    mesh: meshToFrame(cropMesh, frameToCrop),
    presence: Math.max(0, Math.min(1, out.Identity_1!.data[0]!)),
  };
}
