import { inputSide } from './anchors.js';

/** A square window onto the frame at one scale. */
export interface Window {
  /** Top-left corner in pixels of the scaled frame; negative where the window looks past its edge. */
  readonly left: number;
  readonly top: number;
}

/** The frame scaled once, and the windows that cover it. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly windows: readonly Window[];
}

/**
 * Pixels that neighbouring windows share. A face up to this size lies whole in one of them; a larger one still has 25 pixels
 * or more at the next smaller scale, and the model finds faces of 18 there without fail.
 */
export const windowOverlap = 64;

/** Largest face, in pixels, that is believed when it is seen in one of many windows; such windows show hands and cushions the size of faces, too. */
export const largestInWindow = 80;

/** The smallest long side a frame is reduced to. Below it a face that fills the frame is itself too small. */
export const smallestSize = 128;

/**
 * The sizes at which the frame is searched, largest first: `size`, then halves of it while the next one would still be well above
 * the model's input, then the whole frame in a single window. Up to one and a quarter of the input there is only that window, and below
 * the input the frame does not fill it: the margin is what lets a face that overfills the frame be found.
 */
export function searchSizes(size: number, tiled: boolean): number[] {
  const sizes: number[] = [];
  if (tiled) for (let side = size; side > inputSide * 1.25; side /= 2) sizes.push(Math.round(side));
  sizes.push(Math.max(smallestSize, Math.min(size, inputSide)));
  return sizes;
}

/** The frame at a long side of `size` pixels and the windows that cover it: evenly spread, or one that is centred on it. */
export function layOutView(frameWidth: number, frameHeight: number, size: number): View {
  const scale = size / Math.max(frameWidth, frameHeight);
  const width = Math.max(1, Math.round(frameWidth * scale));
  const height = Math.max(1, Math.round(frameHeight * scale));
  const lefts = spread(width);
  const windows = spread(height).flatMap((top) => lefts.map((left) => ({ left, top })));
  return { width, height, windows };
}

function spread(length: number): number[] {
  if (length <= inputSide) return [Math.round((length - inputSide) / 2)];
  const steps = Math.ceil((length - inputSide) / (inputSide - windowOverlap));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (length - inputSide)) / steps));
}
