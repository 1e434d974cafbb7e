import { addTo, createPlane, multiply, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';

/** What becomes of a face's tone at each place: `gain * value + offset`. */
export interface ToneChange {
  readonly gain: TonePlanes;
  readonly offset: TonePlanes;
}

/** The change that makes `after` of `before` where detail keeps the share `contrast`. */
export function toneChange(before: TonePlanes, after: TonePlanes, contrast: TonePlanes): ToneChange {
  return {
    gain: contrast,
    offset: {
      log: restOf(after.log, before.log, contrast.log),
      a: restOf(after.a, before.a, contrast.a),
      b: restOf(after.b, before.b, contrast.b),
    },
  };
}

function restOf(to: Plane, from: Plane, gain: Plane): Plane {
  const out = createPlane(to.width, to.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = to.data[i]! - gain.data[i]! * from.data[i]!;
  return out;
}

/** Tone planes after a change. */
export function changeTone(tone: TonePlanes, { gain, offset }: ToneChange): TonePlanes {
  const change = (plane: Plane, by: Plane, plus: Plane): Plane => addTo(multiply(plane, by), plus);
  return {
    log: change(tone.log, gain.log, offset.log),
    a: change(tone.a, gain.a, offset.a),
    b: change(tone.b, gain.b, offset.b),
  };
}
