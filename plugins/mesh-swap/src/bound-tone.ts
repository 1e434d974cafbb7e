import type { Kernels } from '@facet/api';
import { blur, blurAllMasked } from './planes/blur.js';
import { createPlane, recycle, smoothstep, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';
import type { Soothed } from './relight.js';

/** What the target's skin is averaged over, in IOD: the shape of a cheek is left in it, a spot or a strand of hair is not. */
const skinScale = 0.12;
/** How far skin may be from the target's: log luminance at the outline of the face and in its middle, relative chroma. */
const skinRoom = { outline: 0.12, middle: 0.8, chroma: 0.05 };
/** How much lighter than skin, and of how different a chroma, eyes and lips may be. Like brows they are as dark as they are. */
const featureRoom = { log: 1, chroma: 0.2 };
/** What is this much darker than skin (log luminance) in a brow is hair of it, of whatever chroma. */
const browDepth = 0.7;
/** From here inwards is the middle of the face, in IOD. */
const middle = 0.25;
/** A `relight` below this lets the more through, the less of the target's light is wanted. */
const wholeFrom = 0.5;
/** The share that is left of what goes beyond, where the source was seen and where it is a guess. */
const [leftOfSeen, leftOfGuess] = [0.4, 0.1];
/** Soft edges of features, and of what was seen and what is held, in IOD. */
const [featureEdge, heldEdge] = [0.03, 0.02];

/** Where a face may differ from skin, each 0..1 but for the outline. */
export interface Room {
  /** Distance from the outline of the face, in IOD. */
  readonly outline: Plane;
  readonly features: Plane;
  readonly eyesAndLips: Plane;
  /** 0 where the source is a guess. */
  readonly seen: Plane;
  /** How surely the target shows plainly lit skin. */
  readonly trust: Plane;
}

/**
 * Holds the tone of a face that already has the target's light near the target's skin. What goes far beyond is no skin:
 * hair of the source, its coloured lamps, blown highlights, noise of a dark picture made bright. Towards the outline less is let
 * through, since there it would meet the target. Source of the bounds: measured on 48 pairs.
 * @param relight 0..1, how much of the target's light was taken.
 * @returns The face, and the share of the finer detail's contrast that stays.
 */
export function boundTone(
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  { outline, features, eyesAndLips, seen, trust }: Room,
  interocular: number,
  relight: number,
): Soothed {
  const { width, height } = outline;
  const strength = Math.min(1, relight / wholeFrom);
  const planes = [target.log, target.a, target.b];
  const [skin, skinA, skinB] = blurAllMasked(kernels, planes, trust, skinScale * interocular);
  const sure = blur(kernels, seen, heldEdge * interocular);
  const marked = blur(kernels, features, featureEdge * interocular);
  const coloured = blur(kernels, eyesAndLips, featureEdge * interocular);
  const [log, a, b] = [createPlane(width, height), createPlane(width, height), createPlane(width, height)];
  const [shareOfLog, shareOfChroma] = [createPlane(width, height), createPlane(width, height)];
  for (let i = 0; i < log.data.length; i++) {
    const known = sure.data[i]!;
    const feature = Math.min(1, known * marked.data[i]!);
    const vivid = Math.min(1, known * coloured.data[i]!);
    const room = between(skinRoom.outline, skinRoom.middle, known * smoothstep(0, middle, outline.data[i]!));
    const left = between(1, between(leftOfGuess, leftOfSeen, known), strength);

    const step = face.log.data[i]! - skin!.data[i]!;
    const roomThere = step > 0 ? between(room, featureRoom.log, vivid) : room / (1 - feature);
    const ofLog = heldShare(Math.abs(step), roomThere, left);
    log.data[i] = skin!.data[i]! + ofLog * step;
    shareOfLog.data[i] = ofLog;

    const [stepA, stepB] = [face.a.data[i]! - skinA!.data[i]!, face.b.data[i]! - skinB!.data[i]!];
    const hair = feature * smoothstep(0, browDepth, -step);
    const roomForChroma = between(skinRoom.chroma, featureRoom.chroma, Math.max(vivid, hair));
    const ofChroma = heldShare(Math.hypot(stepA, stepB), roomForChroma, left);
    a.data[i] = skinA!.data[i]! + ofChroma * stepA;
    b.data[i] = skinB!.data[i]! + ofChroma * stepB;
    shareOfChroma.data[i] = ofChroma;
  }
  recycle(skin!, skinA!, skinB!, sure, marked, coloured);
  kernels.blurPlanes([shareOfLog, shareOfChroma], heldEdge * interocular);
  return { face: { log, a, b }, contrast: { log: shareOfLog, a: shareOfChroma, b: shareOfChroma } };
}

function between(from: number, to: number, share: number): number {
  return from + share * (to - from);
}

/** The share of a step that is kept: all of it within `room`, `left` of what goes beyond. */
function heldShare(step: number, room: number, left: number): number {
  return step > room ? left + (1 - left) * (room / step) : 1;
}
