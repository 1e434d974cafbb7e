import type { Kernels } from '@facet/api';
import { deviationOf, litSkin, type LitSkin } from './lit-skin.js';
import { evaluateHarmonics, type Harmonics } from './mesh/harmonics.js';
import { skinSeeds } from './mesh/regions.js';
import { blur } from './planes/blur.js';
import { grow, rimOf } from './planes/near.js';
import { lightnessOf, type TonePlanes } from './planes/tone.js';
import { createPlane, multiply, recycle, scaled, without, type Plane } from './planes/plane.js';
import { hulls } from './planes/polygon.js';
import { spreadWithin, type FaceRegions } from './regions.js';

/** Smoothing before the test, in IOD: grain and pores are no hair. */
const smoothing = 0.025;
/** Relative chroma in units of Lab a and b at middle lightness: unlike those it is the same in light and in shade. */
const toLab = 66;
/** What the skin itself varies by, at least: lightness, chroma a, chroma b. */
const leastDeviation = [8, 2.5, 3] as const;
/** A pixel this many deviations away from lit skin is covered. */
const threshold = 3;
/** How far beyond the evidence the cover reaches, in IOD: edges are mixed. */
const reach = 0.03;
/** How far hair throws shadows, in IOD. */
const shadow = 0.1;
/** What skin in such a shadow counts when light is measured. */
const shadowShare = 0.1;
/** How near to the outline, in IOD, cover has to begin. */
const rimWidth = 0.06;
/** What eyes, brows and lips count when light is measured: both faces have them at the same places, but not the same ones. */
const featureShare = 0.25;

/** What lies over a face. */
export interface Cover {
  /** 0 or 1: hair, a hat, a hand. */
  readonly mask: Plane;
  /** 0..1: how surely a pixel shows plainly lit skin, fit to measure light on. */
  readonly trust: Plane;
}

/**
 * Where something lies over the skin (hair, a hat, a hand). Skin is what spherical harmonics of the mesh normals
 * explain in lightness and relative chroma, fitted robustly from the cheeks and the nose outwards; what deviates and hangs together with the
 * outline of the face is cover. The surroundings of eyes, brows and lips are left out: they deviate by nature.
 * @param nearFeatures Deviations from which cover found elsewhere also reaches on into these surroundings.
 */
export function coverOf(
  kernels: Kernels,
  tone: TonePlanes,
  harmonics: Harmonics,
  mesh: Float32Array,
  regions: FaceRegions,
  interocular: number,
  nearFeatures: number,
): Cover {
  const { width, height } = tone.log;
  const skin = without(regions.oval, regions.features);
  const centre = hulls(mesh, width, height, skinSeeds);
  const core = multiply(centre, skin);
  const sigma = smoothing * interocular;
  const smooth = [
    blur(kernels, lightnessOf(tone.log), sigma),
    scaled(blur(kernels, tone.a, sigma), toLab),
    scaled(blur(kernels, tone.b, sigma), toLab),
  ];
  const deviation = deviationFrom(litSkin(harmonics, smooth, skin, core, leastDeviation), harmonics, smooth);

  const count = width * height;
  const odd = createPlane(width, height);
  for (let i = 0; i < count; i++) {
    if (deviation.data[i]! > threshold && skin.data[i]! > regions.surroundings.data[i]!) odd.data[i] = 1;
  }
  const found = spreadWithin(odd, rimOf(regions.oval, rimWidth * interocular));
  // What was found may reach on towards the eyes where the evidence is strong.
  const strong = createPlane(width, height);
  for (let i = 0; i < count; i++) {
    if (found.data[i]! > 0 || deviation.data[i]! * skin.data[i]! > nearFeatures) strong.data[i] = 1;
  }
  const evidence = spreadWithin(strong, found);
  const covered = grow(evidence, reach * interocular);
  const shaded = grow(evidence, shadow * interocular);
  const mask = createPlane(width, height);
  const trust = createPlane(width, height);
  for (let i = 0; i < count; i++) {
    if (covered.data[i]! > 0) mask.data[i] = skin.data[i]!;
    const plain = 1 / (1 + (deviation.data[i]! / 2) ** 2) ** 2;
    const share = regions.features.data[i]! > 0 ? featureShare : plain;
    const lit = shaded.data[i]! > 0 ? shadowShare : 1;
    trust.data[i] = regions.oval.data[i]! * share * lit * (1 - mask.data[i]!);
  }
  return { mask, trust };
}

/** How far each pixel is from lit skin, in deviations. */
function deviationFrom(
  { coefficients, units }: LitSkin,
  harmonics: Harmonics,
  smooth: readonly Plane[],
): Plane {
  const out = createPlane(smooth[0]!.width, smooth[0]!.height);
  smooth.forEach((plane, k) => {
    const fit = evaluateHarmonics(harmonics, coefficients[k]!);
    addSquares(out, plane, fit, units[k]!, k);
    recycle(fit);
  });
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.sqrt(out.data[i]!);
  return out;
}

function addSquares(to: Plane, plane: Plane, fit: Plane, unit: number, k: number): void {
  for (let i = 0; i < to.data.length; i++) {
    const value = deviationOf(plane.data[i]! - fit.data[i]!, unit, k);
    to.data[i]! += value * value;
  }
}
