import type { Kernels, Mask } from '@facet/api';
import { blurAllMasked } from './planes/blur.js';
import { borderOf } from './planes/near.js';
import { addTo, limitTo, multiply, recycle, subtract, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';

/** How far from the border its differences are taken, in IOD. */
const borderReach = 0.06;
/** Larger differences at the border are things, not light: log luminance, relative chroma. */
const largestStep = { log: 0.7, chroma: 0.15 };
/** Blur of the differences before they are carried inwards, in IOD: single hairs must not leave streaks. */
const borderScale = 0.04;

/** Where and on what a face is joined, each 0..1. */
export interface Joint {
  /** The pixels to replace. */
  readonly region: Plane;
  /** Outside the region: where the target must be met. Elsewhere, beside hair or a hand, the border is left open. */
  readonly anchor: Plane;
  /** Where a difference between the faces means something: bare skin. */
  readonly measured: Plane;
}

/**
 * Removes what difference remains at the border of the region, and fades the correction inwards (Poisson blending,
 * P. Pérez et al., 2003, as the membrane of the border's differences). They are taken from bare skin along the border;
 * where a brow or an ear stands there, its surroundings speak for it.
 */
export function joinBorder(
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  joint: Joint,
  interocular: number,
): TonePlanes {
  const border = borderOf(joint.region, borderReach * interocular);
  const rim = multiply(border, joint.measured);
  const steps = [
    limitTo(subtract(target.log, face.log), largestStep.log),
    limitTo(subtract(target.a, face.a), largestStep.chroma),
    limitTo(subtract(target.b, face.b), largestStep.chroma),
  ];
  const values = blurAllMasked(kernels, steps, rim, borderScale * interocular);
  recycle(...steps, border, rim);
  const { width, height } = joint.region;
  const field = kernels.importTensor([3, height, width], sideBySide(values));
  kernels.membrane(field, maskOf(kernels, joint.region), maskOf(kernels, joint.anchor));
  const corrections = kernels.readTensor(field);
  const join = (channel: Plane, k: number): Plane =>
    addTo(
      { width, height, data: corrections.subarray(k * width * height, (k + 1) * width * height) },
      channel,
    );
  return { log: join(face.log, 0), a: join(face.a, 1), b: join(face.b, 2) };
}

function sideBySide(planes: readonly Plane[]): Float32Array {
  const size = planes[0]!.data.length;
  const out = new Float32Array(planes.length * size);
  planes.forEach(({ data }, k) => out.set(data, k * size));
  return out;
}

/** A mask that is set where a plane is above 0.5. */
function maskOf(kernels: Kernels, { width, height, data }: Plane): Mask {
  const levels = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! > 0.5) levels[i] = 255;
  return kernels.importMask(width, height, levels);
}
