import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { skinSeeds } from './mesh/regions.js';
import { blur } from './planes/blur.js';
import { innerDistance } from './planes/distance.js';
import { lightnessOfLog, type TonePlanes } from './planes/tone.js';
import { createPlane, mapPlane, type Plane } from './planes/plane.js';
import { fillPolygon, hullOf } from './planes/polygon.js';
import { grow, spreadWithin, type FaceRegions } from './regions.js';
import { subtract } from './relight.js';

/** Smoothing before the test, in IOD: grain and pores are no hair. */
const smoothing = 0.025;
/** Relative chroma in units of Lab a and b at middle lightness: unlike those it is the same in light and in shade. */
const toLab = (relative: number): number => 66 * relative;
/** What the skin itself varies by, at least: lightness, chroma a, chroma b. */
const leastDeviation = [8, 2.5, 3] as const;
/** A pixel this many deviations away from lit skin is covered. */
const threshold = 3;
/** Lighter than the shading says is a highlight more often than a thing: counts by this share. */
const lighterShare = 0.4;
/** How far beyond the evidence the cover reaches, in IOD: edges are mixed. */
const reach = 0.03;
/** How far hair throws shadows, in IOD. */
const shadow = 0.1;
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
  tone: TonePlanes,
  harmonics: Harmonics,
  mesh: Float32Array,
  regions: FaceRegions,
  interocular: number,
  nearFeatures: number,
): Cover {
  const { width, height } = tone.log;
  const skin = mapPlane(regions.oval, (value, i) => value * (1 - regions.features.data[i]!));
  const centre = createPlane(width, height);
  fillPolygon(centre, mesh, 3, hullOf(mesh, 3, skinSeeds), 1);
  const core = mapPlane(centre, (value, i) => value * skin.data[i]!);
  const planes = [mapPlane(tone.log, lightnessOfLog), mapPlane(tone.a, toLab), mapPlane(tone.b, toLab)];
  const smooth = planes.map((plane) => blur(plane, smoothing * interocular));

  let deviation = createPlane(width, height);
  let weight = core;
  for (let round = 0; round < 5; round++) {
    const squares = createPlane(width, height);
    smooth.forEach((plane, k) => {
      const [count, ridge] = round === 0 ? [4, 0.05] : [9, 0.01];
      const fit = evaluateHarmonics(harmonics, fitHarmonics(harmonics, plane, weight, ridge, count));
      const rest = subtract(plane, fit);
      const unit = Math.max(leastDeviation[k]!, spread(rest, core));
      for (let i = 0; i < squares.data.length; i++) {
        const value = (rest.data[i]! / unit) * (k === 0 && rest.data[i]! > 0 ? lighterShare : 1);
        squares.data[i]! += value * value;
      }
    });
    deviation = mapPlane(squares, (value) => Math.sqrt(value));
    weight = mapPlane(
      skin,
      (value, i) => (value * (0.3 + 0.7 * core.data[i]!)) / (1 + (deviation.data[i]! / 2) ** 2) ** 2,
    );
  }

  const odd = mapPlane(deviation, (value, i) =>
    value > threshold && skin.data[i]! > regions.surroundings.data[i]! ? 1 : 0,
  );
  const rim = mapPlane(innerDistance(regions.oval), (d) => (d > 0 && d < 0.06 * interocular ? 1 : 0));
  const found = spreadWithin(odd, rim);
  // What was found may reach on towards the eyes where the evidence is strong.
  const strong = mapPlane(deviation, (value, i) =>
    found.data[i]! > 0 || value * skin.data[i]! > nearFeatures ? 1 : 0,
  );
  const hanging = spreadWithin(strong, found);
  const mask = mapPlane(grow(hanging, reach * interocular), (value, i) => value * skin.data[i]!);
  const shaded = grow(hanging, shadow * interocular);
  const trust = mapPlane(deviation, (value, i) => {
    const plain = 1 / (1 + (value / 2) ** 2) ** 2;
    const share = regions.features.data[i]! > 0 ? featureShare : plain;
    return regions.oval.data[i]! * share * (shaded.data[i]! > 0 ? 0.1 : 1) * (1 - mask.data[i]!);
  });
  return { mask, trust };
}

/** Robust deviation of a plane over a region. */
function spread(plane: Plane, region: Plane): number {
  const sizes: number[] = [];
  for (let i = 0; i < plane.data.length; i += 3)
    if (region.data[i]! > 0) sizes.push(Math.abs(plane.data[i]!));
  sizes.sort((p, q) => p - q);
  return 1.4826 * (sizes[sizes.length >> 1] ?? 0);
}
