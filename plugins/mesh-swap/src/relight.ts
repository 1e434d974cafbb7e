import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { blur, blurMasked } from './planes/blur.js';

import { mapPlane, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';

/** Scales of what is transferred beyond the shading, in IOD. Source: measured on 36 pairs. */
const luminanceScale = 0.3;
const chromaScale = 0.2;
/** Blur of the change itself, in IOD: beside the skin (eyes, nostrils, lips) it continues what the skin has instead of what harmonics guess. */
const settling = 0.06;
/** Keeps the shading fit tame where few normals are seen. */
const ridge = 0.003;
/** Largest change of light, in natural logarithms: beyond five stops down or two up, noise would be all there is. */
const [darkest, brightest] = [-3.5, 1.6];

/**
 * Gives a face the light of another. The difference of the two tones is split into what lights on a matt face explain
 * (harmonics of the normals) and a low-frequency rest, both measured on skin that is bare in both; adding it replaces
 * light, shade and colour cast and leaves the finer detail, which makes the identity.
 * @param skin 0..1, where both show bare skin.
 * @param strength 0..1.
 */
export function relight(
  face: TonePlanes,
  target: TonePlanes,
  harmonics: Harmonics,
  skin: Plane,
  interocular: number,
  strength: number,
): TonePlanes {
  const change = (from: Plane, to: Plane, scale: number): Plane => {
    const difference = subtract(to, from);
    const shading = evaluateHarmonics(harmonics, fitHarmonics(harmonics, difference, skin, ridge));
    const rest = blurMasked(subtract(difference, shading), skin, scale * interocular);
    const whole = within(add(shading, rest), skin);
    return mapPlane(blurMasked(whole, skin, settling * interocular), (value) => strength * value);
  };
  const light = change(face.log, target.log, luminanceScale);
  return {
    log: mapPlane(face.log, (value, i) => value + Math.min(brightest, Math.max(darkest, light.data[i]!))),
    a: add(face.a, change(face.a, target.a, chromaScale)),
    b: add(face.b, change(face.b, target.b, chromaScale)),
  };
}

/** Holds a plane within the range it has over the middle of the weight: harmonics overshoot where no skin held them. */
function within(plane: Plane, weight: Plane): Plane {
  const seen: number[] = [];
  for (let i = 0; i < plane.data.length; i += 2) if (weight.data[i]! > 0.2) seen.push(plane.data[i]!);
  if (seen.length < 8) return plane;
  seen.sort((p, q) => p - q);
  const low = seen[Math.floor(0.02 * seen.length)]!;
  const high = seen[Math.floor(0.98 * seen.length)]!;
  return mapPlane(plane, (value) => Math.min(high, Math.max(low, value)));
}

/** Finer than this is detail, in IOD. */
const detailScale = 0.15;
/** How far the contrast of the detail follows the target's, as an exponent, and the least share that stays. */
const [followed, leastDetail] = [0.6, 0.5];

/**
 * Softens the detail of the skin (wrinkles, painted modelling, hard light) where it is rougher than the target's:
 * brightened as it is, it would look etched. Eyes, brows and lips keep their contrast.
 * @param skin As for `relight`.
 */
export function soothe(
  face: TonePlanes,
  target: TonePlanes,
  skin: Plane,
  interocular: number,
  strength: number,
): TonePlanes {
  const edge = blur(skin, 0.04 * interocular);
  const calm = (from: Plane, to: Plane): Plane => {
    const base = blurMasked(from, skin, detailScale * interocular);
    const detail = subtract(from, base);
    const wanted = deviation(subtract(to, blurMasked(to, skin, detailScale * interocular)), skin);
    const found = deviation(detail, skin);
    if (found <= wanted || found <= 0) return from;
    const share = Math.max(leastDetail, (wanted / found) ** followed);
    return mapPlane(from, (value, i) => value - strength * (1 - share) * edge.data[i]! * detail.data[i]!);
  };
  return { log: calm(face.log, target.log), a: calm(face.a, target.a), b: calm(face.b, target.b) };
}

function deviation(plane: Plane, weight: Plane): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < plane.data.length; i++) {
    sum += weight.data[i]! * plane.data[i]! ** 2;
    total += weight.data[i]!;
  }
  return total > 0 ? Math.sqrt(sum / total) : 0;
}

export function add(p: Plane, q: Plane): Plane {
  return mapPlane(p, (value, i) => value + q.data[i]!);
}

export function subtract(p: Plane, q: Plane): Plane {
  return mapPlane(p, (value, i) => value - q.data[i]!);
}
