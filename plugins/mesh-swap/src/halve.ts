import type { Harmonics } from './mesh/harmonics.js';
import type { Plane } from './planes/plane.js';
import { enlarge, halveWhere, reduce } from './planes/reduce.js';
import type { TonePlanes } from './planes/tone.js';
import type { ToneChange } from './tone-change.js';

/** What light is measured on. */
export interface LitFaces {
  readonly face: TonePlanes;
  readonly target: TonePlanes;
  readonly harmonics: Harmonics;
  /** 0/1, where both faces are seen. */
  readonly clean: Plane;
  /** 0..1, how surely a pixel shows plainly lit skin. */
  readonly trust: Plane;
  readonly skin: Plane;
}

/** The same at half the size, where light costs a quarter and looks no different; tones are those of what is clean. */
export function halve({ face, target, harmonics, clean, trust, skin }: LitFaces): LitFaces {
  const [log, a, b, targetLog, targetA, targetB, ...rest] = halveWhere(
    [face.log, face.a, face.b, target.log, target.a, target.b, ...harmonics],
    clean,
  );
  return {
    face: { log: log!, a: a!, b: b! },
    target: { log: targetLog!, a: targetA!, b: targetB! },
    harmonics: rest,
    clean: reduce(clean, 2),
    trust: reduce(trust, 2),
    skin: reduce(skin, 2),
  };
}

/** A change found at half the size, for the full one. */
export function toFine({ gain, offset }: ToneChange, width: number, height: number): ToneChange {
  const fine = ({ log, a, b }: TonePlanes): TonePlanes => ({
    log: enlarge(log, 2, width, height),
    a: enlarge(a, 2, width, height),
    b: enlarge(b, 2, width, height),
  });
  return { gain: fine(gain), offset: fine(offset) };
}
