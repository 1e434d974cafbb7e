import type { Face, Image, Pixels, Point, Recognizer, Rect } from '@facet/api';
import { boundsOf, intersectionOverUnion } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { findFaces } from '../pipeline/find-faces.js';
import type { ActivePlan, Stage } from '../pipeline/providers.js';
import type { StageRunner } from '../pipeline/stage-runner.js';
import { countChanges, countKept } from './changes.js';
import { faceDepth } from './face-outline.js';
import { labOf } from './lab.js';
import { measureSeams } from './measure-seams.js';
import { interocularOf, meshError } from './mesh-error.js';
import type { Embeddings } from './recognizers.js';
import { compareIdentities, embed } from './recognizers.js';
import type { Metrics } from './records.js';
import { cutMask, cutPixels, regionAround } from './region.js';
import { sharpnessRatio } from './sharpness.js';

/** Around the face, in interocular distances: the seam metric reads beside the outline. */
const margin = 0.5;
/** Two boxes that share less than this are not one face. */
const sameFace = 0.3;

export interface MeasureContext {
  readonly kernels: ManagedKernels;
  readonly active: ActivePlan;
  readonly runner: StageRunner;
  readonly recognizers: readonly Stage<Recognizer>[];
}

export interface Swapped {
  readonly path: string;
  readonly source: { readonly face: Face; readonly embeddings: Embeddings };
  readonly target: Pixels;
  /** The face that was swapped, in pixels of the target. */
  readonly face: Face;
  /** As large as the target. */
  readonly result: Pixels;
  /** Whether the result really had that size. */
  readonly sameSize: boolean;
  /** The pixels of the target that were pasted onto, 0..255. */
  readonly mask: Uint8Array;
  /** 0..255, where something lies in front of the face. */
  readonly occluder?: Uint8Array;
}

/** Everything a swap is judged by, and where its seam shows most. */
export async function measurePair(
  swap: Swapped,
  context: MeasureContext,
): Promise<{ readonly metrics: Metrics; readonly seamAt?: Point }> {
  const { kernels } = context;
  const mark = kernels.mark();
  try {
    const { runner, recognizers } = context;
    const scope = { frame: { path: swap.path, index: 0 } };
    const [target, result] = [kernels.importImage(swap.target), kernels.importImage(swap.result)];
    const found = await findAgain(result, swap, context);
    const mesh = swap.face.landmarks.mesh468;
    const interocular = mesh ? interocularOf(mesh) : eyeDistance(swap.face);
    const near = measureNearby(swap, found?.landmarks.mesh468 ?? mesh, interocular);
    const identity = found
      ? compareIdentities(
          recognizers,
          swap.source.embeddings,
          await embed(target, swap.face, recognizers, runner, scope),
          await embed(result, found, recognizers, runner, scope),
        )
      : [];
    const [sourcePose, targetPose] = [swap.source.face.pose, swap.face.pose];
    const metrics: Metrics = {
      ...(sourcePose && targetPose && { yawDifferenceDeg: sourcePose.yawDeg - targetPose.yawDeg }),
      interocular,
      faceFound: found !== undefined,
      identity,
      ...(mesh &&
        found?.landmarks.mesh468 && { meshErrorPercent: 100 * meshError(found.landmarks.mesh468, mesh) }),
      ...near.metrics,
      ...(swap.sameSize && { changes: countChanges(swap.target, swap.result, swap.mask) }),
      ...keptOf(swap, mesh),
    };
    return { metrics, ...(near.seamAt && { seamAt: near.seamAt }) };
  } finally {
    kernels.release(mark);
  }
}

/** The face of the result that lies where the target's did. */
async function findAgain(
  result: Image,
  { path, face }: Swapped,
  context: MeasureContext,
): Promise<Face | undefined> {
  const faces = await findFaces(result, context, { frame: { path, index: 0 } });
  const overlap = (other: Face): number => intersectionOverUnion(other.box, face.box);
  const [nearest] = [...faces].sort((p, q) => overlap(q) - overlap(p));
  return nearest && overlap(nearest) >= sameFace ? nearest : undefined;
}

/** What is measured on the pixels of the face and its surroundings alone. */
function measureNearby(
  swap: Swapped,
  mesh: Float32Array | undefined,
  interocular: number,
): { readonly metrics: Partial<Metrics>; readonly seamAt?: Point } {
  const region = regionAround(extentOf(swap, mesh), margin * interocular, swap.target);
  const target = cutPixels(swap.target, region);
  const result = cutPixels(swap.result, region);
  const mask = cutMask(swap.mask, swap.target.width, region);
  const depth = mesh && faceDepth(mesh, region);
  const seam = measureSeams({
    target,
    result,
    mask,
    interocular,
    ...(depth && { depth }),
    ...(swap.occluder && { occluder: cutMask(swap.occluder, swap.target.width, region) }),
  });
  // Well inside the face and not within a soft edge, where old and new detail are mixed.
  const within = {
    ...mask,
    data: mask.data.map((value, i) =>
      value > 0.98 && (depth?.data[i] ?? Infinity) > 0.2 * interocular ? 1 : 0,
    ),
  };
  const sharpness = sharpnessRatio(labOf(result).l, labOf(target).l, within);
  return {
    metrics: { ...(seam && { seam: seam.seams }), ...(sharpness !== undefined && { sharpness }) },
    ...(seam && { seamAt: { x: seam.worst.x + region.x, y: seam.worst.y + region.y } }),
  };
}

/** The box of the face and of everything that was pasted. */
function extentOf({ face, mask, target }: Swapped, mesh: Float32Array | undefined): Rect {
  const points: number[] = [
    face.box.x,
    face.box.y,
    face.box.x + face.box.width,
    face.box.y + face.box.height,
  ];
  if (mesh) {
    const { x, y, width, height } = boundsOf(mesh, 3);
    points.push(x, y, x + width, y + height);
  }
  for (let y = 0; y < target.height; y++) {
    const row = mask.subarray(y * target.width, (y + 1) * target.width);
    const first = row.findIndex((value) => value > 0);
    if (first >= 0)
      points.push(
        first,
        y,
        row.findLastIndex((value) => value > 0),
        y,
      );
  }
  return boundsOf(points);
}

function keptOf(
  { occluder, target, result, sameSize }: Swapped,
  mesh: Float32Array | undefined,
): Pick<Metrics, 'occluder'> {
  if (!occluder || !sameSize) return {};
  const covers = (i: number): boolean => occluder[i]! > 127;
  const all = countKept(target, result, covers);
  if (!all) return {};
  const { width, height } = target;
  const depth = mesh && faceDepth(mesh, { x: 0, y: 0, width, height });
  const overFace = depth && countKept(target, result, (i) => covers(i) && depth.data[i]! > 0);
  return { occluder: { all, ...(overFace && { overFace }) } };
}

function eyeDistance({ landmarks: { five } }: Face): number {
  return Math.hypot(five[1].x - five[0].x, five[1].y - five[0].y);
}
