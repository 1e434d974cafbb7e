import type { Pixels } from '@facet/api';

export interface Changes {
  /** Pixels the mask reaches. */
  readonly masked: number;
  /** Of those, how many changed. */
  readonly inside: number;
  /** Pixels that changed although the mask does not reach them. */
  readonly outside: number;
  /** The largest change there, in levels of 255. */
  readonly largestOutside: number;
}

/** How many pixels differ, within the mask and beyond it. The pictures have one size; alpha does not count. */
export function countChanges(before: Pixels, after: Pixels, mask: Uint8Array): Changes {
  const counts = { masked: 0, inside: 0, outside: 0, largestOutside: 0 };
  for (let i = 0; i < mask.length; i++) {
    const change = changeAt(before, after, i);
    if (mask[i]! > 0) {
      counts.masked++;
      if (change > 0) counts.inside++;
    } else if (change > 0) {
      counts.outside++;
      counts.largestOutside = Math.max(counts.largestOutside, change);
    }
  }
  return counts;
}

/** What became of the pixels that show something in front of the face. */
export interface Kept {
  /** Pixels it covers. */
  readonly pixels: number;
  /** Share of them that did not change by a single level. */
  readonly unchanged: number;
  /** Share of them that changed by at most {@link slightLevels}, which is hard to see. */
  readonly nearlyUnchanged: number;
}

export const slightLevels = 8;

/** How much of what lies in front of a face a swap left alone. `undefined` where `occluder` is set nowhere. */
export function countKept(
  before: Pixels,
  after: Pixels,
  occluder: (index: number) => boolean,
): Kept | undefined {
  let [pixels, same, slight] = [0, 0, 0];
  for (let i = 0; i < before.width * before.height; i++) {
    if (!occluder(i)) continue;
    const change = changeAt(before, after, i);
    pixels++;
    if (change === 0) same++;
    if (change <= slightLevels) slight++;
  }
  return pixels === 0 ? undefined : { pixels, unchanged: same / pixels, nearlyUnchanged: slight / pixels };
}

function changeAt(before: Pixels, after: Pixels, index: number): number {
  let most = 0;
  for (let p = 4 * index; p < 4 * index + 3; p++) {
    most = Math.max(most, Math.abs(before.data[p]! - after.data[p]!));
  }
  return most;
}
