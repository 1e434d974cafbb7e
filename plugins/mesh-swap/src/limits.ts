import type { MeshSwapOptions } from './options.js';
import { smoothstep, type Plane } from './planes/plane.js';

/** What a swap is judged by before it is made. */
export interface Situation {
  /** Yaw of the source and of the target, in degrees. */
  readonly sourceYawDeg: number;
  readonly targetYawDeg: number;
  /** Interocular distance of the target, in pixels of its picture. */
  readonly size: number;
}

/** How much of a swap to show, 0..1, and what the report should say about it. */
export interface Verdict {
  readonly share: number;
  readonly reasons: readonly string[];
}

/** Judges pose and size by the limits in the options. */
export function judge({ sourceYawDeg, targetYawDeg, size }: Situation, options: MeshSwapOptions): Verdict {
  if (size < options.leastSize) {
    return {
      share: 0,
      reasons: [
        `The target face was left as it is: its eyes are ${size.toFixed(1)} pixels apart (leastSize is ${options.leastSize}).`,
      ],
    };
  }
  const reasons: string[] = [];
  if (size < options.warnSize) {
    reasons.push(
      `The target's eyes are only ${size.toFixed(1)} pixels apart: little of the source can be seen.`,
    );
  }
  const apart = Math.abs(sourceYawDeg - targetYawDeg);
  const aside = Math.abs(targetYawDeg);
  const share =
    fading(apart, options.fadeYaw, options.maxYawDifference) * fading(aside, options.fadeYaw, options.maxYaw);
  const turned = `The target is turned ${aside.toFixed(0)} degrees from the camera and ${apart.toFixed(0)} from the source`;
  if (share === 0) reasons.push(`${turned}, too far for the mesh: it was left as it is.`);
  else if (share < 1) reasons.push(`${turned}: the swap was faded to ${(100 * share).toFixed(0)} %.`);
  else if (apart > options.warnYaw)
    reasons.push(`${turned}: parts of the face are guessed. A source picture from that side would help.`);
  return { share, reasons };
}

/** 1 up to `from`, 0 from `to` on. */
function fading(value: number, from: number, to: number): number {
  if (value >= to) return 0;
  return value <= from ? 1 : 1 - smoothstep(from, to, value);
}

/** The share of a face that is covered on either picture, 0..1. */
export interface Covered {
  readonly target: number;
  readonly source: number;
}

/** What the report should say about a face of which little is seen. */
export function judgeCover({ target, source }: Covered, { warnCover }: MeshSwapOptions): string[] {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const reasons: string[] = [];
  if (target > warnCover)
    reasons.push(`${percent(target)} of the target's face is covered: little of the source can be seen.`);
  if (source > warnCover)
    reasons.push(
      `${percent(source)} of what the target shows is covered on the source: the target's own face stays there. Another source picture would help.`,
    );
  return reasons;
}

/** The share of `whole` where `part` is above 0. */
export function shareWithin(part: Plane, whole: Plane): number {
  let [count, total] = [0, 0];
  for (let i = 0; i < whole.data.length; i++) {
    if (!(whole.data[i]! > 0)) continue;
    total++;
    if (part.data[i]! > 0) count++;
  }
  return total > 0 ? count / total : 0;
}
