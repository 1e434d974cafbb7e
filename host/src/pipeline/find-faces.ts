import type { Embedding, Face, Image } from '@facet/api';
import { nonMaximumSuppression } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { Rotation } from '../config/index.js';
import { expectAttributes, expectDetections, expectEmbedding, expectLandmarks } from './provider-contract.js';
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
  const single = rotations.length > 1 ? mergeTurns(found) : found;
  const faces: Face[] = [];
  for (const [id, { face: one, warnings }] of single.entries()) {
    for (const warning of warnings) finder.runner.warn(warning);
    const face = await classifyFace(frame, { id, ...one }, finder, scope);
    faces.push(embed ? { ...face, embedding: await embedFace(frame, face, finder, scope) } : face);
  }
  return faces;
}

interface FoundFace {
  readonly face: Omit<Face, 'id'>;
  /** What the landmarker had to say; for nobody to hear when another turn shows the face better. */
  readonly warnings: readonly string[];
}

/** A face that is seen in several turns is the one of the turn that both detector and landmarker are surest of. */
function mergeTurns(found: readonly FoundFace[]): readonly FoundFace[] {
  const candidates = found.map((one) => ({
    box: one.face.box,
    score: one.face.score * (one.face.presence ?? 1),
    one,
  }));
  return nonMaximumSuppression(candidates, sameFace).map(({ one }) => one);
}

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
    const detections = await runner.run('detect', detector.name, scope, detector.options, async (call) =>
      expectDetections(await detector.provider.detect(turned.image, call)),
    );
    const faces: FoundFace[] = [];
    for (const detection of detections) {
      const box = turned.box(detection.box);
      let warnings: string[] = [];
      const located = await runner.run(
        'landmarks',
        landmarker.name,
        scope,
        landmarker.options,
        async (call) => {
          warnings = [];
          const warn = (message: string): void => void warnings.push(`${landmarker.name}: ${message}`);
          return expectLandmarks(
            await landmarker.provider.locate(turned.image, detection, { ...call, warn }),
          );
        },
      );
      if (located) {
        const face = { box, score: detection.score, ...turned.landmarks(located) };
        faces.push({ face, warnings });
      } else if (plan.rotations.length === 1) {
        for (const warning of warnings) runner.warn(warning);
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
    async (call) => expectAttributes(await classifier.provider.classify(frame, face, call)),
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
  return runner.run('embed', recognizer.name, { ...scope, face }, recognizer.options, async (call) =>
    expectEmbedding(await recognizer.provider.embed(frame, face, call), recognizer.provider.model),
  );
}

export function describeBox(box: Face['box']): string {
  return `x ${Math.round(box.x)}, y ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)} px`;
}
