import { definePlugin } from '@facet/api';
import type { KernelSetup, Surface } from '@facet/api';

type Pick = (a: number, b: number) => number;

/**
 * The host's kernels with two operations replaced. Each line is cut into blocks as long as the window; a window is then the
 * end of one block and the beginning of the next, whose extremes are known (M. van Herk, 1992).
 */
export default definePlugin({
  activate: ({ register }) => {
    register.kernels('my-name', {
      open: (setup) => ({
        ...setup.wasm,
        erode: (mask, width, height) => slide(setup, mask, width, height, Math.min, 255),
        dilate: (mask, width, height) => slide(setup, mask, width, height, Math.max, 0),
      }),
    });
  },
});

function slide(
  setup: KernelSetup,
  mask: Surface,
  width: number,
  height: number,
  pick: Pick,
  outside: number,
) {
  const data = setup.bytes(mask, 1);
  for (let y = 0; y < mask.height; y++) slideLine(data, y * mask.width, 1, mask.width, width, pick, outside);
  for (let x = 0; x < mask.width; x++) slideLine(data, x, mask.width, mask.height, height, pick, outside);
}

/** The extreme of `window` values around each of a line; an even window reaches one further back than ahead. */
function slideLine(
  data: Uint8Array,
  start: number,
  step: number,
  count: number,
  window: number,
  pick: Pick,
  outside: number,
): void {
  const back = Math.floor(window / 2);
  const padded = Math.ceil((count + window) / window) * window;
  const ahead = new Uint8Array(padded);
  const behind = new Uint8Array(padded);
  const value = (i: number): number =>
    i < back || i >= back + count ? outside : data[start + (i - back) * step]!;
  for (let i = 0; i < padded; i++) {
    ahead[i] = i % window === 0 ? value(i) : pick(ahead[i - 1]!, value(i));
  }
  for (let i = padded - 1; i >= 0; i--) {
    behind[i] = i % window === window - 1 ? value(i) : pick(behind[i + 1]!, value(i));
  }
  for (let i = 0; i < count; i++) data[start + i * step] = pick(behind[i]!, ahead[i + window - 1]!);
}
