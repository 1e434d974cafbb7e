import type { Kernels } from '@facet/api';
import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { leftEye, outerLips, rightEye } from './mesh/regions.js';
import { blur, blurMasked } from './planes/blur.js';
import { addTo, mapPlane, smoothstep, subtract, type Plane } from './planes/plane.js';
import { hulls } from './planes/polygon.js';
import { writeTone, type TonePlanes } from './planes/tone.js';

/** How far the skin beside a highlight speaks for it, in IOD. */
const nearby = 0.15;
/** Keeps the shading fit tame where few normals are seen. */
const ridge = 0.01;
/** A highlight begins and is full this much above the shading, in natural logarithms of luminance. */
const [faint, full] = [0.1, 0.3] as const;
/** A mirror shows the lamp's colour: the share of the skin's chroma it lacks where it outshines the skin. */
const paled = 0.45;
/** Where a highlight begins to count as blown, and surely is, as luminance 0..1. Milder gloss carries identity. Source: measured on 36 pairs. */
const [bright, blown] = [0.58, 0.86] as const;
/** Share of a highlight's light that goes. */
const removed = 0.85;
/** Softening of what is repaired, in IOD. */
const softness = 0.02;

/**
 * Gives blown highlights the colour and the light of the skin around them: relit, they would stay white patches. Blown is what is brighter than light on a matt face explains (harmonics of the normals, and what they leave
 * nearby), paler than that skin (the dichromatic reflection model, S. Shafer, 1985) and close to white. Milder gloss stays: it
 * shows the form of the face. Eyes and lips shine as they like.
 * @param data The face's RGBA pixels, changed in place where there is something to repair; alpha is left alone.
 * @param tone Their tone.
 * @param skin 0..1: how surely a pixel shows plainly lit skin.
 */
export function repairHighlights(
  kernels: Kernels,
  data: Uint8ClampedArray,
  tone: TonePlanes,
  harmonics: Harmonics,
  mesh: Float32Array,
  oval: Plane,
  skin: Plane,
  interocular: number,
): void {
  const matt = (plane: Plane, weight: Plane): Plane => {
    const [fit] = fitHarmonics(harmonics, [plane], weight, ridge);
    const shading = evaluateHarmonics(harmonics, fit!);
    return addTo(shading, blurMasked(kernels, subtract(plane, shading), weight, nearby * interocular));
  };
  let weight = skin;
  let light = matt(tone.log, weight);
  for (let round = 0; round < 2; round++) {
    const glossy = light;
    weight = mapPlane(skin, (value, i) => {
      const excess = Math.max(0, tone.log.data[i]! - glossy.data[i]!);
      return value / (1 + (excess / faint) ** 2) ** 2;
    });
    light = matt(tone.log, weight);
  }
  const a = matt(tone.a, weight);
  const b = matt(tone.b, weight);
  const shiny = hulls(mesh, oval.width, oval.height, leftEye, rightEye, outerLips);
  const found = mapPlane(oval, (value, i) => {
    const white = smoothstep(bright, blown, Math.exp(tone.log.data[i]!));
    const excess = smoothstep(faint, full, tone.log.data[i]! - light.data[i]!);
    if (white * excess === 0) return 0;
    const chroma = Math.max(1e-4, a.data[i]! ** 2 + b.data[i]! ** 2);
    const kept = (tone.a.data[i]! * a.data[i]! + tone.b.data[i]! * b.data[i]!) / chroma;
    return value * (1 - shiny.data[i]!) * white * excess * smoothstep(0, paled, 1 - kept);
  });
  const share = blur(kernels, found, softness * interocular);
  const repair = (from: Plane, to: Plane, most: number): Plane =>
    mapPlane(from, (value, i) => value + most * share.data[i]! * (to.data[i]! - value));
  const repaired = {
    log: repair(tone.log, light, removed),
    a: repair(tone.a, a, 1),
    b: repair(tone.b, b, 1),
  };
  writeTone(kernels, repaired, data, share);
}
