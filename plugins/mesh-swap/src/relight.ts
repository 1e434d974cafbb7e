import { blurMasked } from './planes/blur.js';
import { lightnessOf, luminanceOf, type LabPlanes } from './planes/lab.js';
import { mapPlane, type Plane } from './planes/plane.js';

/** Scales of the transfer in IOD. Source: measured on 36 pairs, log-luminance at 0.3 and colour at 0.2. */
const luminanceScale = 0.3;
const colourScale = 0.2;
/** Keeps black from becoming minus infinity: a linear light below what 8 bits resolve in shadows. */
const black = 0.004;

/**
 * Gives a face the light of another: the low frequencies of its log-luminance, then of its colour (Lab a, b), are
 * replaced by the target's, each averaged over skin only. The finer detail, which makes the identity, stays.
 * @param skin 0..1, where both show bare skin.
 * @param strength 0..1.
 */
export function relight(
  face: LabPlanes,
  target: LabPlanes,
  skin: Plane,
  interocular: number,
  strength: number,
): LabPlanes {
  const faceLog = logLuminance(face.L);
  const difference = subtract(logLuminance(target.L), faceLog);
  const gain = blurMasked(difference, skin, luminanceScale * interocular);
  // A change of light scales Lab's a and b with the cube root of the luminance.
  const L = mapPlane(face.L, (_, i) =>
    lightnessOf(Math.exp(faceLog.data[i]! + strength * gain.data[i]!) - black),
  );
  const chroma = mapPlane(gain, (value) => Math.exp((strength * value) / 3));
  const a = mapPlane(face.a, (value, i) => value * chroma.data[i]!);
  const b = mapPlane(face.b, (value, i) => value * chroma.data[i]!);
  const shiftA = blurMasked(subtract(target.a, a), skin, colourScale * interocular);
  const shiftB = blurMasked(subtract(target.b, b), skin, colourScale * interocular);
  return {
    L,
    a: mapPlane(a, (value, i) => value + strength * shiftA.data[i]!),
    b: mapPlane(b, (value, i) => value + strength * shiftB.data[i]!),
  };
}

export function subtract(p: Plane, q: Plane): Plane {
  return mapPlane(p, (value, i) => value - q.data[i]!);
}

function logLuminance(L: Plane): Plane {
  return mapPlane(L, (value) => Math.log(luminanceOf(value) + black));
}
