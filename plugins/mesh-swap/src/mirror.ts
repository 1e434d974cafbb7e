import type { Kernels } from '@facet/api';
import { joinBorder } from './border.js';
import { meshPointCount } from './mesh/canonical.js';
import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { interpolate, type MeshRaster } from './mesh/raster.js';
import { leftEye, mirrorPoint, outerLips, rightEye } from './mesh/regions.js';
import { stretchOf } from './mesh/stretch.js';
import { blur } from './planes/blur.js';
import { innerDistance } from './planes/distance.js';
import { grow, rimOf } from './planes/near.js';
import { createPlane, mapPlane, multiply, scaled, smoothstep, subtract, type Plane } from './planes/plane.js';
import { fillPolygon, hullOf } from './planes/polygon.js';
import { lightnessOf, toneOf, writeTone, type TonePlanes } from './planes/tone.js';
import { spreadWithin, type FaceRegions } from './regions.js';
import { relight } from './relight.js';
import type { MeshView } from './source.js';
import { coveredAlpha, isBare, mirroredAlpha, trustOfAlpha } from './view-alpha.js';
import { warpView } from './warp-view.js';

/** How far beyond what is missing the skin is replaced, too, in IOD: hair throws shadows and ends in single strands. */
const room = 0.06;
/** Soft edge of what is replaced, in IOD. */
const softness = 0.05;
/** Smoothing before the halves are compared, in IOD. */
const smoothing = 0.025;
/** Skin this much darker (lightness) than the other half in the same light, and less like skin, is something else. */
const darker = 14;
/** Beside what covers the face, a brow or an eye may differ from the other one by this much (CIE Lab). */
const unlikeOther = 12;
/** What is this much darker than skin would be there is not taken from the other half either. */
const tooDark = 20;
/** Room around eyes and lips that stays with them, in IOD. */
const lids = 0.04;
/** How far "beside" is, in IOD. */
const beside = 0.15;
/** How near to the outline of the face, in IOD, what is not hidden outright has to begin. */
const rimWidth = 0.06;
/** Skin seen so flat that it fills less than one in this many of its pixels is taken from the other half, where that is seen better. */
const thin = 5;
/** Nothing is taken from where the other half is seen flatter than this. */
const thinnest = 8;
/** The other half must be seen this well, at least, compared with this one, to be evidence against it. */
const evidence = 1.5;
/** What skin has to be trusted by to be compared with the other half. */
const leastTrust = 0.15;
/** Keeps the shading fit tame where few normals are seen. */
const ridge = 0.01;
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;

/** What is known about the pixels of a view. */
export interface Seen {
  readonly raster: MeshRaster;
  readonly harmonics: Harmonics;
  readonly regions: FaceRegions;
}

/** Both halves of a face on the pixels of a view. */
interface Halves {
  /** How many times the pixels are stretched over the face, each half. */
  readonly stretch: Plane;
  readonly otherStretch: Plane;
  /** 0/1, where each shows the face. */
  readonly bare: Plane;
  readonly shown: Plane;
  /** How surely each shows plainly lit skin; 0 beside it and on eyes, brows and lips. */
  readonly trust: Plane;
  readonly otherTrust: Plane;
  readonly tone: TonePlanes;
  /** The other half's, in the light of this one. */
  readonly other: TonePlanes;
}

/**
 * Paints what a source does not show (hair over the face, skin that faces away) with the other half of the face, where that is seen: light and colour
 * follow the skin beside it (P. Pérez et al., Poisson image editing, 2003). What neither half shows is marked as covered. In place.
 */
export function completeFromMirror(kernels: Kernels, view: MeshView, seen: Seen): void {
  const { data, interocular } = view;
  const { oval, features } = seen.regions;
  const halves = bothHalves(kernels, view, seen);
  const missing = missingIn(kernels, halves, seen.regions, eyesAndLips(view), interocular);
  const wide = grow(missing, room * interocular);
  const hole = mapPlane(halves.shown, (shown, i) =>
    missing.data[i]! > 0 || (wide.data[i]! > 0 && features.data[i] === 0) ? shown * oval.data[i]! : 0,
  );
  for (let i = 0; i < hole.data.length; i++) {
    if (missing.data[i]! > hole.data[i]!) data[4 * i + 3] = coveredAlpha;
  }
  if (hole.data.every((value) => value === 0)) return;
  const anchor = mapPlane(halves.trust, (trust, i) => (wide.data[i] === 0 && trust > leastTrust ? 1 : 0));
  const joint = { region: hole, anchor, measured: multiply(halves.trust, anchor) };
  const painted = data.slice();
  writeTone(kernels, joinBorder(kernels, halves.other, halves.tone, joint, interocular), painted, hole);
  const inside = innerDistance(hole);
  for (let i = 0, p = 0; i < hole.data.length; i++, p += 4) {
    if (hole.data[i] === 0) continue;
    const share = missing.data[i]! > 0 ? 1 : smoothstep(0, softness * interocular, inside.data[i]!);
    for (let k = p; k < p + 3; k++) data[k] = data[k]! + share * (painted[k]! - data[k]!);
    data[p + 3] = mirroredAlpha;
  }
}

function bothHalves(kernels: Kernels, view: MeshView, { raster, harmonics, regions }: Seen): Halves {
  const { data, width, height, interocular } = view;
  const { oval, features } = regions;
  const warped = warpView(kernels, mirrored(view), view.mesh, width, height, interocular);
  const pixels = kernels.readImage(warped);
  const stretch = stretchOf(view.mesh).map((value) => Math.min(value, 2 * thinnest));
  const otherStretch = interpolate(
    raster,
    stretch.map((_, i) => stretch[mirrorPoint[i]!]!),
  );
  const bareIn = (rgba: Uint8ClampedArray): Plane =>
    mapPlane(oval, (inside, i) => (inside > 0 && isBare(rgba[4 * i + 3]!) ? 1 : 0));
  const trustIn = (rgba: Uint8ClampedArray, shown: Plane): Plane =>
    mapPlane(shown, (value, i) => (features.data[i]! > 0 ? 0 : value * trustOfAlpha(rgba[4 * i + 3]!)));
  const bare = bareIn(data);
  const bareOther = mapPlane(bareIn(pixels), (value, i) => (otherStretch.data[i]! < thinnest ? value : 0));
  const trust = trustIn(data, bare);
  const otherTrust = trustIn(pixels, bareOther);
  const tone = toneOf(kernels, data, width, height);
  const both = multiply(trust, otherTrust);
  const other = relight(
    kernels,
    toneOf(kernels, pixels, width, height),
    tone,
    harmonics,
    both,
    interocular,
    1,
  );
  const lightness = lightnessOf(other.log);
  const [fit] = fitHarmonics(harmonics, [lightness], both, ridge);
  const skin = evaluateHarmonics(harmonics, fit!);
  const dark = blur(kernels, subtract(skin, lightness), smoothing * interocular);
  const shown = mapPlane(bareOther, (value, i) =>
    features.data[i] === 0 && dark.data[i]! > tooDark ? 0 : value,
  );
  return { stretch: interpolate(raster, stretch), otherStretch, bare, shown, trust, otherTrust, tone, other };
}

/**
 * 0/1, what this half does not show: what is covered, what hangs together with that or with the outline and is less like skin than
 * the other half, and what is seen too flat.
 * @param whole 0/1: parts that are never mixed of both halves.
 */
function missingIn(
  kernels: Kernels,
  halves: Halves,
  { oval, features }: FaceRegions,
  whole: Plane,
  interocular: number,
): Plane {
  const { bare, shown, trust, otherTrust, stretch, otherStretch, tone, other } = halves;
  const smoothed = (plane: Plane): Plane => blur(kernels, plane, smoothing * interocular);
  const lightness = lightnessOf(tone.log);
  const below = smoothed(subtract(lightnessOf(other.log), lightness));
  const a = smoothed(scaled(subtract(other.a, tone.a), toLab));
  const b = smoothed(scaled(subtract(other.b, tone.b), toLab));
  const covered = mapPlane(bare, (value, i) => oval.data[i]! * (1 - value));
  const near = grow(covered, beside * interocular);
  const rim = rimOf(oval, rimWidth * interocular);
  const odd = createPlane(oval.width, oval.height);
  const seeds = createPlane(oval.width, oval.height);
  for (let i = 0; i < odd.data.length; i++) {
    if (oval.data[i] === 0) continue;
    const feature = features.data[i]! > 0;
    const seen = shown.data[i]! > 0;
    const comparable = seen && otherStretch.data[i]! < evidence * stretch.data[i]!;
    const differs = Math.hypot(below.data[i]!, a.data[i]!, b.data[i]!);
    const worse = feature || trust.data[i]! < otherTrust.data[i]! / 2;
    const found =
      covered.data[i]! > 0 ||
      (comparable && below.data[i]! > darker && worse) ||
      (seen && stretch.data[i]! > Math.max(thin, otherStretch.data[i]!)) ||
      (feature && seen && near.data[i]! > 0 && differs > unlikeOther);
    if (!found || (whole.data[i]! > 0 && covered.data[i] === 0)) continue;
    odd.data[i] = 1;
    if (covered.data[i]! > 0 || rim.data[i]! > 0) seeds.data[i] = 1;
  }
  return spreadWithin(odd, seeds);
}

function eyesAndLips({ mesh, width, height, interocular }: MeshView): Plane {
  const out = createPlane(width, height);
  for (const part of [leftEye, rightEye, outerLips]) fillPolygon(out, mesh, 3, hullOf(mesh, 3, part), 1);
  return grow(out, lids * interocular);
}

/** The view as a mirror shows it. */
function mirrored(view: MeshView): MeshView {
  const { width, height } = view;
  const data = new Uint8ClampedArray(view.data.length);
  const [from, to] = [new Uint32Array(view.data.buffer), new Uint32Array(data.buffer)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[y * width + x] = from[y * width + width - 1 - x]!;
  }
  const mesh = new Float32Array(3 * meshPointCount);
  for (let i = 0; i < meshPointCount; i++) {
    const at = 3 * mirrorPoint[i]!;
    mesh[3 * i] = width - 1 - view.mesh[at]!;
    mesh[3 * i + 1] = view.mesh[at + 1]!;
    mesh[3 * i + 2] = view.mesh[at + 2]!;
  }
  return { ...view, data, mesh, yawDeg: -view.yawDeg };
}
