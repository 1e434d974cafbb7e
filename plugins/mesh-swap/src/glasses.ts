import { interocularOf } from './mesh/pose.js';
import { lightnessOfLog, type TonePlanes } from './planes/tone.js';

/** The ridge of the nose from between the brows to the tip: where a pair of glasses must cross. */
const bridge = [9, 8, 168, 6, 197, 195, 5] as const;
/** Samples between two of its points. */
const samples = 10;
/** Half the side of the square each sample is the mean of, in IOD. */
const half = 0.015;

/** The depth of the darkest valley along the bridge of the nose, in lightness: the frame of a pair of glasses. */
export function bridgeValley(tone: TonePlanes, mesh: Float32Array): number {
  const { width, height, data } = tone.log;
  const reach = Math.max(1, Math.round(half * interocularOf(mesh)));
  const line: number[] = [];
  for (let k = 0; k + 1 < bridge.length; k++) {
    const [from, to] = [3 * bridge[k]!, 3 * bridge[k + 1]!];
    for (let s = 0; s < samples; s++) {
      const at = (axis: number): number =>
        Math.round(mesh[from + axis]! + (s / samples) * (mesh[to + axis]! - mesh[from + axis]!));
      const [x0, y0] = [at(0), at(1)];
      let [sum, count] = [0, 0];
      for (let y = Math.max(0, y0 - reach); y <= Math.min(height - 1, y0 + reach); y++) {
        for (let x = Math.max(0, x0 - reach); x <= Math.min(width - 1, x0 + reach); x++) {
          sum += lightnessOfLog(data[y * width + x]!);
          count++;
        }
      }
      if (count > 0) line.push(sum / count);
    }
  }
  return deepest(line);
}

/** How far a line dips below the lower of the highest values on both sides. */
function deepest(line: readonly number[]): number {
  const after = line.slice();
  for (let i = line.length - 2; i >= 0; i--) after[i] = Math.max(after[i]!, after[i + 1]!);
  let [before, depth] = [-Infinity, 0];
  line.forEach((value, i) => {
    depth = Math.max(depth, Math.min(before, after[i]!) - value);
    before = Math.max(before, value);
  });
  return depth;
}
