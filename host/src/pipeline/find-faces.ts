import type { Embedding, Face, FivePoints, Image, LandmarkResult, Point, Rect } from '@facet/api';
import { nonMaximumSuppression } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { Rotation } from '../config/index.js';
import { stageResult } from '../errors/run.js';
import type { ActivePlan } from './providers.js';
import type { StageRunner, StageScope } from './stage-runner.js';
import { turnFrame } from './turned-frame.js';

/** Overlap from which faces found in two turns of a picture are one face. */
const sameFace = 0.3;

export interface FaceFinder {
  readonly active: ActivePlan;
  readonly kernels: ManagedKernels;
  readonly runner: StageRunner;
}

/**
 * Detects the faces of a frame, in every turn the plan asks for, and completes them: landmarks always, age and gender when the plan chooses by them,
 * identity when `embed` says so. A detection in which the landmarker sees no face is dropped, with a warning when there is one turn only.
 */
export async function findFaces(
  frame: Image,
  finder: FaceFinder,
  scope: StageScope,
  embed = false,
): Promise<readonly Face[]> {
  const { rotations } = finder.active.plan;
  const found: FoundFace[] = [];
  for (const rotation of new Set(rotations))
    found.push(...(await findTurned(frame, rotation, finder, scope)));
  const single = rotations.length > 1 ? nonMaximumSuppression(found, sameFace) : found;
  const faces: Face[] = [];
  for (const [id, one] of single.entries()) {
    const face = await classifyFace(frame, { id, ...one }, finder, scope);
    faces.push(embed ? { ...face, embedding: await embedFace(frame, face, finder, scope) } : face);
  }
  return faces;
}

type FoundFace = Omit<Face, 'id'>;

/** The faces of one turn, in pixels of the frame itself. */
async function findTurned(
  frame: Image,
  rotation: Rotation,
  { active, kernels, runner }: FaceFinder,
  scope: StageScope,
): Promise<readonly FoundFace[]> {
  const { detector, landmarker, plan } = active;
  const mark = kernels.mark();
  try {
    const turned = turnFrame(frame, rotation, kernels);
    const detections = await runner.run('detect', detector.name, scope, detector.options, (call) =>
      detector.provider.detect(turned.image, call),
    );
    const faces: FoundFace[] = [];
    for (const detection of detections) {
      checkBox(detection.box, detection.score, detector.name);
      const box = turned.box(detection.box);
      const located = await runner.run('landmarks', landmarker.name, scope, landmarker.options, (call) =>
        landmarker.provider.locate(turned.image, detection, call),
      );
      if (located) {
        checkFive(located, landmarker.name);
        faces.push({ box, score: detection.score, ...turned.landmarks(located) });
      } else if (plan.rotations.length === 1) {
        runner.warn(
          `${landmarker.name} saw no face in the detection at ${describeBox(box)}; it is left out.`,
        );
      }
    }
    return faces;
  } finally {
    kernels.release(mark);
  }
}

async function classifyFace(
  frame: Image,
  face: Face,
  { active: { classifier }, runner }: FaceFinder,
  scope: StageScope,
): Promise<Face> {
  if (!classifier) return face;
  const attributes = await runner.run(
    'classify',
    classifier.name,
    { ...scope, face },
    classifier.options,
    (call) => classifier.provider.classify(frame, face, call),
  );
  return { ...face, ...attributes };
}

/** The identity of a face. The plan has loaded a recognizer wherever one is asked for. */
export async function embedFace(
  frame: Image,
  face: Face,
  { active, runner }: FaceFinder,
  scope: StageScope,
): Promise<Embedding> {
  const recognizer = active.recognizer!;
  return runner.run('embed', recognizer.name, { ...scope, face }, recognizer.options, async (call) => {
    const embedding = await recognizer.provider.embed(frame, face, call);
    const { model, vector } = embedding;
    if (model === recognizer.provider.model && vector.length > 0 && vector.every(Number.isFinite)) {
      return embedding;
    }
    const expected = `an embedding of finite values made by ${recognizer.provider.model}`;
    throw stageResult('embed', recognizer.name, expected, `${vector.length} values made by ${model}`);
  });
}

export function describeBox(box: Face['box']): string {
  return `x ${Math.round(box.x)}, y ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)} px`;
}

function checkBox(box: Rect, score: number, provider: string): void {
  const { x, y, width, height } = box;
  if ([x, y, width, height, score].every(Number.isFinite) && width > 0 && height > 0) return;
  throw stageResult('detect', provider, 'boxes with finite, positive sizes', JSON.stringify(box));
}

function checkFive({ landmarks }: LandmarkResult, provider: string): void {
  const five: FivePoints = landmarks.five;
  const points: readonly Point[] = five;
  if (points.length === 5 && points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return;
  throw stageResult('landmarks', provider, 'five finite landmarks', JSON.stringify(five));
}
