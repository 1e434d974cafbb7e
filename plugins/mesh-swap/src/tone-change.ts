import { addTo, multiply, subtract, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';

/** What becomes of a face's tone at each place: `gain * value + offset`. */
export interface ToneChange {
  readonly gain: TonePlanes;
  readonly offset: TonePlanes;
}

/** The change that makes `after` of `before` where detail keeps the share `contrast`. */
export function toneChange(before: TonePlanes, after: TonePlanes, contrast: TonePlanes): ToneChange {
  const rest = (to: Plane, from: Plane, gain: Plane): Plane => subtract(to, multiply(gain, from));
  return {
    gain: contrast,
    offset: {
      log: rest(after.log, before.log, contrast.log),
      a: rest(after.a, before.a, contrast.a),
      b: rest(after.b, before.b, contrast.b),
    },
  };
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
