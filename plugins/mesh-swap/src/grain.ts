import { blur } from './planes/blur.js';
import { mapPlane, type Plane } from './planes/plane.js';
import { lightnessOfLog, logOfLightness, type TonePlanes } from './planes/tone.js';
import { subtract } from './relight.js';

/** Share of the measured excess sharpness that is taken away; more looks smeared. */
const blurShare = 0.8;

/**
 * Matches the finest detail (about a pixel) of a face's lightness to the target's, measured on skin: a face that is
 * sharper is blurred, a smoother one gets noise. The noise is the same on every run.
 */
export function matchGrain(face: TonePlanes, target: TonePlanes, skin: Plane, strength: number): TonePlanes {
  if (strength <= 0) return face;
  const lightness = mapPlane(face.log, lightnessOfLog);
  const wanted = grainOf(mapPlane(target.log, lightnessOfLog), skin);
  const found = grainOf(lightness, skin);
  const matched =
    found > wanted
      ? blurTo(lightness, skin, found - blurShare * strength * (found - wanted))
      : addNoise(lightness, skin, strength * Math.sqrt(wanted * wanted - found * found));
  return {
    ...face,
    log: mapPlane(
      face.log,
      (value, i) => value + logOfLightness(matched.data[i]!) - logOfLightness(lightness.data[i]!),
    ),
  };
}

function addNoise(face: Plane, skin: Plane, deviation: number): Plane {
  const white = mapPlane(face, (_, i) => gaussian(i));
  const fine = subtract(white, blur(white, 1));
  const found = grainOf(fine, skin);
  const scale = found > 0 ? deviation / found : 0;
  return mapPlane(face, (value, i) => value + scale * fine.data[i]!);
}

/** Robust deviation of what a blur of one pixel takes away, over skin. */
export function grainOf(plane: Plane, skin: Plane): number {
  const fine = subtract(plane, blur(plane, 1));
  const sizes: number[] = [];
  for (let i = 0; i < fine.data.length; i++) if (skin.data[i]! > 0.5) sizes.push(Math.abs(fine.data[i]!));
  if (sizes.length < 16) return 0;
  sizes.sort((p, q) => p - q);
  return 1.4826 * sizes[sizes.length >> 1]!;
}

function blurTo(face: Plane, skin: Plane, goal: number): Plane {
  let [low, high] = [0, 2];
  let best = face;
  for (let step = 0; step < 5; step++) {
    const sigma = (low + high) / 2;
    best = blur(face, sigma);
    if (grainOf(best, skin) > goal) low = sigma;
    else high = sigma;
  }
  return best;
}

/** Deterministic noise of deviation 1: four hashed bytes of the pixel's number, summed. */
function gaussian(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  const sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + ((h >>> 24) & 255);
  return (sum - 510) / 147.8;
}
