import type { Kernels } from '@facet/api';
import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { blur, blurAllMasked } from './planes/blur.js';
import { addTo, createPlane, recycle, subtract, subtractFrom, type Plane } from './planes/plane.js';
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
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  harmonics: Harmonics,
  skin: Plane,
  interocular: number,
  strength: number,
): TonePlanes {
  const changes = [subtract(target.log, face.log), subtract(target.a, face.a), subtract(target.b, face.b)];
  const rests = fitHarmonics(harmonics, changes, skin, ridge).map((fit, k) => {
    const shading = evaluateHarmonics(harmonics, fit);
    return { shading, rest: subtract(changes[k]!, shading) };
  });
  const blurred = [
    ...blurAllMasked(kernels, [rests[0]!.rest], skin, luminanceScale * interocular),
    ...blurAllMasked(kernels, [rests[1]!.rest, rests[2]!.rest], skin, chromaScale * interocular),
  ];
  const whole = rests.map(({ shading }, k) => hold(addTo(shading, blurred[k]!), skin));
  const settled = blurAllMasked(kernels, whole, skin, settling * interocular);
  recycle(...changes, ...blurred, ...whole, ...rests.map(({ rest }) => rest));
  const lit = {
    log: addWithin(face.log, settled[0]!, strength, darkest, brightest),
    a: addWithin(face.a, settled[1]!, strength, -Infinity, Infinity),
    b: addWithin(face.b, settled[2]!, strength, -Infinity, Infinity),
  };
  recycle(...settled);
  return lit;
}

/** `to + strength * change`, the change held within a range. */
function addWithin(to: Plane, change: Plane, strength: number, least: number, most: number): Plane {
  const out = createPlane(to.width, to.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = to.data[i]! + Math.min(most, Math.max(least, strength * change.data[i]!));
  }
  return out;
}

/** Values looked at to find a plane's range. */
const rangeSamples = 4000;

/** Holds a plane within the range it has over the middle of the weight: harmonics overshoot where no skin held them. In place. */
function hold(plane: Plane, weight: Plane): Plane {
  const { data } = plane;
  let count = 0;
  for (let i = 0; i < data.length; i++) if (weight.data[i]! > 0.2) count++;
  if (count < 16) return plane;
  const step = Math.ceil(count / rangeSamples);
  const seen = new Float32Array(Math.ceil(count / step));
  for (let i = 0, n = 0, k = 0; i < data.length; i++) {
    if (weight.data[i]! > 0.2 && n++ % step === 0) seen[k++] = data[i]!;
  }
  seen.sort();
  const low = seen[Math.floor(0.02 * seen.length)]!;
  const high = seen[Math.floor(0.98 * seen.length)]!;
  for (let i = 0; i < data.length; i++) data[i] = Math.min(high, Math.max(low, data[i]!));
  return plane;
}

/** Finer than this is detail, in IOD. */
const detailScale = 0.15;
/** Soft edge of where detail is calmed, in IOD. */
const calmEdge = 0.04;
/** How far the contrast of the detail follows the target's, as an exponent, and the least share that stays. */
const [followed, leastDetail] = [0.6, 0.5];

/** A face whose detail was softened, and the share of its contrast that stays at each place. */
export interface Soothed {
  readonly face: TonePlanes;
  /** 0..1, for detail of any scale below `detailScale`. */
  readonly contrast: TonePlanes;
}

/**
 * Softens the detail of the skin (wrinkles, painted modelling, hard light) where it is rougher than the target's:
 * brightened as it is, it would look etched. Eyes, brows and lips keep their contrast.
 * @param skin As for `relight`.
 */
export function soothe(
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  skin: Plane,
  interocular: number,
  strength: number,
): Soothed {
  const edge = blur(kernels, skin, calmEdge * interocular);
  const planes = [face.log, face.a, face.b, target.log, target.a, target.b] as const;
  const details = blurAllMasked(kernels, planes, skin, detailScale * interocular).map((base, k) =>
    subtractFrom(planes[k]!, base),
  );
  const roughness = details.map((detail) => deviation(detail, skin));
  const calm = (from: Plane, k: number): Calm => {
    const [found, wanted] = [roughness[k]!, roughness[k + 3]!];
    const rough = found > wanted && found > 0;
    const less = rough ? strength * (1 - Math.max(leastDetail, (wanted / found) ** followed)) : 0;
    return takeDetail(from, details[k]!, edge, less);
  };
  const [log, a, b] = [calm(face.log, 0), calm(face.a, 1), calm(face.b, 2)];
  recycle(edge, ...details);
  return {
    face: { log: log.plane, a: a.plane, b: b.plane },
    contrast: { log: log.contrast, a: a.contrast, b: b.contrast },
  };
}

interface Calm {
  readonly plane: Plane;
  readonly contrast: Plane;
}

/** Takes a share of the detail away, up to the edge. */
function takeDetail(from: Plane, detail: Plane, edge: Plane, share: number): Calm {
  const plane = createPlane(from.width, from.height);
  const contrast = createPlane(from.width, from.height);
  for (let i = 0; i < plane.data.length; i++) {
    const taken = share * edge.data[i]!;
    contrast.data[i] = 1 - taken;
    plane.data[i] = from.data[i]! - taken * detail.data[i]!;
  }
  return { plane, contrast };
}

function deviation(plane: Plane, weight: Plane): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < plane.data.length; i++) {
    sum += weight.data[i]! * plane.data[i]! * plane.data[i]!;
    total += weight.data[i]!;
  }
  return total > 0 ? Math.sqrt(sum / total) : 0;
}
