import type { Kernels } from '@facet/api';
import type { BothFaces } from './both-faces.js';
import { leftEye, outerLips, rightEye } from './mesh/regions.js';
import { blur } from './planes/blur.js';
import { grow, rimOf } from './planes/near.js';
import { createPlane, mapPlane, scaled, subtract, type Plane } from './planes/plane.js';
import { hulls } from './planes/polygon.js';
import { lightnessOf } from './planes/tone.js';
import { spreadWithin, type FaceRegions } from './regions.js';
import type { MeshView } from './source.js';
import type { StandIn } from './stand-in.js';

/** Smoothing before the faces are compared, in IOD. */
const smoothing = 0.025;
/** Skin that differs by this much (lightness) from the stand-in in the same light, and is less like skin, is something else. */
const unlike = 14;
/** Beside what covers the face, a brow or an eye may differ from the stand-in's by this much (CIE Lab). */
const unlikeFeature = 12;
/** Room around eyes and lips that stays with them, in IOD. */
const lids = 0.04;
/** How far "beside" is, in IOD. */
const beside = 0.15;
/** How near to the outline of the face, in IOD, what is not hidden outright has to begin. */
const rimWidth = 0.06;
/** The stand-in must be seen this well, at least, compared with the view, to be evidence against it. */
const evidence = 1.5;
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;

/**
 * 0/1, what a view does not show: what is covered, what hangs together with that or with the outline and is less like skin than the
 * stand-in, and what is seen too flat.
 */
export function missingIn(
  kernels: Kernels,
  view: MeshView,
  both: BothFaces,
  { features }: FaceRegions,
  { thin, better, same, wholes }: StandIn,
): Plane {
  const { interocular } = view;
  const { face, bare, shown, trust, otherTrust, stretch, otherStretch, tone, other } = both;
  const smoothed = (plane: Plane): Plane => blur(kernels, plane, smoothing * interocular);
  const lightness = lightnessOf(tone.log);
  const below = smoothed(subtract(lightnessOf(other.log), lightness));
  const a = smoothed(scaled(subtract(other.a, tone.a), toLab));
  const b = smoothed(scaled(subtract(other.b, tone.b), toLab));
  const covered = mapPlane(bare, (value, i) => face.data[i]! * (1 - value));
  const near = grow(covered, beside * interocular);
  const rim = rimOf(face, rimWidth * interocular);
  const own = eyesAndLips(view);
  const odd = createPlane(face.width, face.height);
  const seeds = createPlane(face.width, face.height);
  for (let i = 0; i < odd.data.length; i++) {
    if (face.data[i] === 0) continue;
    const feature = features.data[i]! > 0;
    const seen = shown.data[i]! > 0;
    const comparable = seen && otherStretch.data[i]! < evidence * stretch.data[i]!;
    const apart = Math.hypot(below.data[i]!, a.data[i]!, b.data[i]!);
    const worse = feature || trust.data[i]! < otherTrust.data[i]! / 2;
    const found =
      covered.data[i]! > 0 ||
      (comparable && (same && !feature ? apart : below.data[i]!) > unlike && worse) ||
      (seen && stretch.data[i]! > Math.max(thin, better * otherStretch.data[i]!)) ||
      (wholes.length === 0 && feature && seen && near.data[i]! > 0 && apart > unlikeFeature);
    if (!found || (own.data[i]! > 0 && covered.data[i] === 0)) continue;
    odd.data[i] = 1;
    if (covered.data[i]! > 0 || rim.data[i]! > 0) seeds.data[i] = 1;
  }
  return spreadWithin(odd, seeds);
}

/** 0/1: parts of which single pixels are never taken from the stand-in, unless they are covered. */
function eyesAndLips({ mesh, width, height, interocular }: MeshView): Plane {
  return grow(hulls(mesh, width, height, leftEye, rightEye, outerLips), lids * interocular);
}
