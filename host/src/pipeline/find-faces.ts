import type { Face, FivePoints, Image, Point } from '@facet/api';
import { stageResult } from '../errors/run.js';
import type { ActivePlan } from './providers.js';
import type { StageRunner, StageScope } from './stage-runner.js';

/**
 * Detects the faces of a frame and completes them: landmarks always, age and gender when the plan chooses by them.
 * A detection in which the landmarker sees no face is dropped with a warning.
 */
export async function findFaces(
  frame: Image,
  active: ActivePlan,
  runner: StageRunner,
  scope: StageScope,
): Promise<readonly Face[]> {
  const { detector, landmarker, classifier } = active;
  const detections = await runner.run('detect', detector.name, scope, detector.options, (call) =>
    detector.provider.detect(frame, call),
  );
  const faces: Face[] = [];
  for (const detection of detections) {
    const { box, score } = detection;
    if (
      ![box.x, box.y, box.width, box.height, score].every(Number.isFinite) ||
      box.width <= 0 ||
      box.height <= 0
    ) {
      throw stageResult('detect', detector.name, 'boxes with finite, positive sizes', JSON.stringify(box));
    }
    const located = await runner.run('landmarks', landmarker.name, scope, landmarker.options, (call) =>
      landmarker.provider.locate(frame, detection, call),
    );
    if (!located) {
      runner.warn(`${landmarker.name} saw no face in the detection at ${describeBox(box)}; it is left out.`);
      continue;
    }
    checkFive(located.landmarks.five, landmarker.name);
    faces.push({ id: faces.length, box, score, ...located });
  }
  if (!classifier) return faces;
  const classified: Face[] = [];
  for (const face of faces) {
    const attributes = await runner.run(
      'classify',
      classifier.name,
      { ...scope, face },
      classifier.options,
      (call) => classifier.provider.classify(frame, face, call),
    );
    classified.push({ ...face, ...attributes });
  }
  return classified;
}

export function describeBox(box: Face['box']): string {
  return `x ${Math.round(box.x)}, y ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)} px`;
}

function checkFive(five: FivePoints, provider: string): void {
  const points: readonly Point[] = five;
  if (points.length === 5 && points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return;
  throw stageResult('landmarks', provider, 'five finite landmarks', JSON.stringify(five));
}
