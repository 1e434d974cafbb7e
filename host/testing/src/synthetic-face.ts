import type { Face, FivePoints, Point } from '@facet/api';
import { boundsOf } from '@facet/api';

export interface SyntheticFaceOptions {
  readonly id?: number;
  /** Middle between the eyes, in frame pixels; (128, 108) by default. */
  readonly eyes?: Point;
  /** Distance of the eyes in pixels; 60 by default. */
  readonly eyeDistance?: number;
  /** Clockwise turn; 0 by default. */
  readonly rollDeg?: number;
  /** Three values per point; a face has no mesh unless one is given. */
  readonly mesh468?: Float32Array;
}

/** A face with five and 68 landmarks in plausible, symmetric places, for stages that need a face but no picture of one. */
export function syntheticFace(options: SyntheticFaceOptions = {}): Face {
  const { id = 0, eyes = { x: 128, y: 108 }, eyeDistance = 60, rollDeg = 0, mesh468 } = options;
  const cos = Math.cos((rollDeg * Math.PI) / 180) * eyeDistance;
  const sin = Math.sin((rollDeg * Math.PI) / 180) * eyeDistance;
  const place = ([x, y]: Place): Point => ({ x: eyes.x + cos * x - sin * y, y: eyes.y + sin * x + cos * y });
  const points = places68().map(place);
  const points68 = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
  const fivePlaces: readonly Place[] = [
    [-0.5, 0],
    [0.5, 0],
    [0, 0.6],
    [-0.4, 1.05],
    [0.4, 1.05],
  ];
  return {
    id,
    box: boundsOf(points68),
    score: 0.99,
    landmarks: {
      five: fivePlaces.map(place) as unknown as FivePoints,
      points68,
      ...(mesh468 && { mesh468 }),
    },
    presence: 1,
    pose: { yawDeg: 0, pitchDeg: 0, rollDeg },
  };
}

/** A place in the face: the eyes' distance is 1, their middle (0, 0), y down. */
type Place = readonly [x: number, y: number];

/** The 68 points of the iBUG scheme, in their order. */
function places68(): readonly Place[] {
  const jaw = ring(17, 180, 0, [0, 0.15], [1.1, 1.5]);
  const brow = (x: number): readonly Place[] => ring(5, 200, 340, [x, -0.1], [0.35, 0.3]);
  const bridge: readonly Place[] = [0.05, 0.22, 0.4, 0.58].map((y) => [0, y]);
  const nostrils = ring(5, 150, 30, [0, 0.6], [0.2, 0.14]);
  const eye = (x: number): readonly Place[] => ring(6, 180, 480, [x, 0], [0.18, 0.08]);
  const outerLips = ring(12, 180, 510, [0, 1.05], [0.4, 0.18]);
  const innerLips = ring(8, 180, 495, [0, 1.05], [0.28, 0.05]);
  return [
    ...jaw,
    ...brow(-0.5),
    ...brow(0.5),
    ...bridge,
    ...nostrils,
    ...eye(-0.5),
    ...eye(0.5),
    ...outerLips,
    ...innerLips,
  ];
}

/** Points at equal angles on an ellipse; 0 degrees is to the right and angles grow clockwise on the screen. */
function ring(count: number, fromDeg: number, toDeg: number, centre: Place, radius: Place): readonly Place[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = ((fromDeg + ((toDeg - fromDeg) * i) / (count - 1)) * Math.PI) / 180;
    return [centre[0] + radius[0] * Math.cos(angle), centre[1] + radius[1] * Math.sin(angle)];
  });
}
