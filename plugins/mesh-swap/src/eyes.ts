import type { Kernels } from '@facet/api';
import { keptPart, type KeptPart } from './kept-part.js';
import { leftEye, rightEye } from './mesh/regions.js';
import type { Plane } from './planes/plane.js';
import { lightnessOf, toneOf } from './planes/tone.js';
import { hullOf } from './planes/polygon.js';

/** Something for the image-left and the image-right eye. */
export type EyePair<T> = readonly [left: T, right: T];

/** What an eye is told by. */
interface EyePoints {
  readonly opening: readonly number[];
  /** The skin of the lids around the opening. */
  readonly lids: readonly number[];
  readonly corners: readonly [number, number];
  /** Upper and lower lid, over the iris and beside it. */
  readonly across: readonly (readonly [upper: number, lower: number])[];
}

/** Image-left and image-right eye. */
export const eyePoints: EyePair<EyePoints> = [
  {
    opening: leftEye,
    lids: [130, 25, 110, 24, 23, 22, 26, 112, 243, 190, 56, 28, 27, 29, 30, 247],
    corners: [33, 133],
    across: [
      [160, 144],
      [159, 145],
      [158, 153],
    ],
  },
  {
    opening: rightEye,
    lids: [359, 255, 339, 254, 253, 252, 256, 341, 463, 414, 286, 258, 257, 259, 260, 467],
    corners: [263, 362],
    across: [
      [387, 373],
      [386, 374],
      [385, 380],
    ],
  },
];

/**
 * Lids this near to each other, as a share of the eye's width, are closed. On 24 faces, with lids of the attention model: closed eyes
 * .11 to .16, open ones .17 and more.
 */
const closedAspect = 0.16;
/**
 * The mesh alone opens the lids of closed eyes, too; the lashes then lie at its lower lid. How far down the dark of the eye lies, 0 at the
 * upper lid and 1 at the lower: closed eyes of the 24 faces .88 to 1.05 (one under hair .69), open ones .72 at most.
 */
const lashesBelow = 0.8;
/** Where the dark is looked for, in these units. */
const depths: readonly number[] = Array.from({ length: 21 }, (_, row) => -0.6 + 0.1 * row);
/** Fewer pixels between the eyes show no lashes. */
const leastInterocular = 24;

/** RGBA pixels. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Whether each eye is open; those of tiny faces are taken for open.
 * @param hidden Above 0 where something lies over the face: lashes are not looked for there.
 */
export function eyesOpen(
  kernels: Kernels,
  pixels: Pixels,
  mesh: Float32Array,
  interocular: number,
  hidden?: Plane,
): EyePair<boolean> {
  const isOpen = ({ corners, across }: EyePoints): boolean => {
    const width = distance(mesh, ...corners);
    const opening = across.reduce((sum, [upper, lower]) => sum + distance(mesh, upper, lower), 0);
    if (opening / across.length < closedAspect * width) return false;
    if (interocular < leastInterocular || (hidden && reaches(hidden, mesh, across))) return true;
    return depthOfDark(kernels, pixels, mesh, across) < lashesBelow;
  };
  return [isOpen(eyePoints[0]), isOpen(eyePoints[1])];
}

function distance(mesh: Float32Array, p: number, q: number): number {
  const along = (axis: number): number => mesh[3 * p + axis]! - mesh[3 * q + axis]!;
  return Math.hypot(along(0), along(1), along(2));
}

/** Whether a region reaches into what is looked at of an eye. */
function reaches(region: Plane, mesh: Float32Array, across: EyePoints['across']): boolean {
  return across.some((pair) => depths.some((depth) => region.data[placeOf(region, mesh, pair, depth)]! > 0));
}

/** The pixel of a picture that lies on the line from the upper (0) to the lower lid (1). */
function placeOf(
  { width, height }: { readonly width: number; readonly height: number },
  mesh: Float32Array,
  [upper, lower]: readonly [number, number],
  depth: number,
): number {
  const along = (axis: number, size: number): number => {
    const place = mesh[3 * upper + axis]! + depth * (mesh[3 * lower + axis]! - mesh[3 * upper + axis]!);
    return Math.min(size - 1, Math.max(0, Math.round(place)));
  };
  return along(1, height) * width + along(0, width);
}

/** Where, between the upper (0) and the lower lid (1), the eye is dark: the mean place, weighted by the square of what each misses of the lightest. */
function depthOfDark(
  kernels: Kernels,
  pixels: Pixels,
  mesh: Float32Array,
  across: EyePoints['across'],
): number {
  const seen = new Uint8ClampedArray(4 * depths.length * across.length);
  depths.forEach((depth, row) => {
    across.forEach((pair, column) => {
      const at = 4 * placeOf(pixels, mesh, pair, depth);
      seen.set(pixels.data.subarray(at, at + 4), 4 * (row * across.length + column));
    });
  });
  const { data } = lightnessOf(toneOf(kernels, seen, across.length, depths.length).log);
  const lightness = depths.map((_, row) =>
    data
      .subarray(row * across.length, (row + 1) * across.length)
      .reduce((sum, value) => sum + value / across.length, 0),
  );
  const lightest = Math.max(...lightness);
  let [sum, total] = [0, 0];
  depths.forEach((depth, row) => {
    const weight = (lightest - lightness[row]!) ** 2;
    sum += weight * depth;
    total += weight;
  });
  return total > 0 ? sum / total : 0.5;
}

/** Soft edges of what stays of the target's eyes, in IOD: across the lids, and at the edge of an opening. */
const [lidEdge, openingEdge] = [0.06, 0.02];

/** What decides whose eyes the result has. */
export interface EyeChoice {
  readonly source: EyePair<boolean>;
  readonly target: EyePair<boolean>;
  readonly gaze: 'source' | 'target';
}

/**
 * Where the target's own eyes stay: with their lids where one face has an eye closed that the other has open (lids drawn apart or
 * squeezed together look wrong), and what is between the lids where the target's gaze is asked for, or the other eye is the target's: two
 * eyes of two people would not match.
 * @returns The parts, and how many eyes stay as a whole.
 */
export function keptEyes(
  mesh: Float32Array,
  interocular: number,
  { source, target, gaze }: EyeChoice,
): { readonly parts: readonly KeptPart[]; readonly whole: number } {
  let whole = 0;
  const looks = gaze === 'target' || eyePoints.some((_, side) => !source[side] && target[side]);
  const parts = eyePoints.flatMap(({ opening, lids }, side) => {
    if (source[side] !== target[side]) {
      whole++;
      return [keptPart(mesh, hullOf(mesh, 3, lids), 0, lidEdge * interocular)];
    }
    return looks && target[side] ? [keptPart(mesh, opening, 0, openingEdge * interocular)] : [];
  });
  return { parts, whole };
}
