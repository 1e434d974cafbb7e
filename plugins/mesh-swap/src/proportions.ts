import { fitHead, fromFrontal, interocularOf, toFrontal } from './mesh/pose.js';
import { faceOval, leftBrow, outerLips, rightBrow } from './mesh/regions.js';
import { thinPlate } from './mesh/thin-plate.js';

/** Largest move of a part, in IOD. Source: measured; beyond it, the surroundings give the warp away. */
const largestMove = 0.25;

/** How much of a part's move the outline of the face follows: it takes hair and ground with it. Source: measured on 36 pairs. */
const outlineShare = 0.5;

/**
 * The parts that carry a person's proportions. What the expression moves (brows, mouth) goes as one; eyes go by their
 * corners, which a blink leaves in place; the outline moves sideways only below the ears, so that the jaw opening stays
 * the target's.
 */
const parts: readonly { readonly points: readonly number[]; readonly sideways?: boolean }[] = [
  ...[33, 133, 362, 263].map((point) => ({ points: [point] })),
  { points: leftBrow },
  { points: rightBrow },
  { points: [6, 168] },
  { points: [195, 5] },
  { points: [1, 4] },
  { points: [48, 64, 98] },
  { points: [278, 294, 327] },
  { points: [2, 164] },
  { points: outerLips },
  { points: [50, 205] },
  { points: [280, 425] },
  ...faceOval.map((point) => ({ points: [point], sideways: true })),
];

/**
 * The target's mesh with a share of the source's own proportions: spacing and size of eyes, nose, mouth and the width of
 * the face, in the target's place, pose and expression.
 */
export function withProportions(target: Float32Array, source: Float32Array, share: number): Float32Array {
  if (share <= 0) return target;
  const head = fitHead(target);
  const own = toFrontal(target, head);
  const theirs = toFrontal(source, fitHead(source));
  const limit = largestMove * interocularOf(own);
  const at = new Float64Array(2 * parts.length);
  const moves = new Float64Array(2 * parts.length);
  parts.forEach(({ points, sideways }, k) => {
    for (const axis of [0, 1]) {
      const mean = (mesh: Float32Array): number =>
        points.reduce((sum, point) => sum + mesh[3 * point + axis]!, 0) / points.length;
      at[2 * k + axis] = mean(own);
      const follows = sideways === true ? (axis === 1 ? 0 : outlineShare) : 1;
      const move = follows * (mean(theirs) - mean(own));
      moves[2 * k + axis] = share * Math.min(limit, Math.max(-limit, move));
    }
  });
  const displacement = thinPlate(at, moves, 0.5);
  const out = own.slice();
  for (let i = 0; i < out.length; i += 3) {
    const [dx, dy] = displacement(own[i]!, own[i + 1]!);
    out[i]! += dx;
    out[i + 1]! += dy;
  }
  return fromFrontal(out, head);
}
