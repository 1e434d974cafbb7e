import type { Detection } from '@facet/api';

/**
 * Reads the finds of face-api's ssd_mobilenetv1 that reach `threshold`. Its boxes are top, left, bottom, right as fractions of the square
 * input, which holds the frame at its top left; what lies beyond the frame is cut off, and a box that lies there altogether is dropped.
 *
 * @param boxes Four values per find.
 * @param side Side of the square that the input stands for, in frame pixels.
 */
export function decodeBoxes(
  boxes: Float32Array,
  scores: Float32Array,
  frame: { readonly width: number; readonly height: number },
  side: number,
  threshold: number,
): Detection[] {
  const found: Detection[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (!(score >= threshold)) continue;
    // Fractions run from edge to edge; a point counts from the centre of the first pixel.
    const within = (value: number, length: number): number =>
      Math.max(0, Math.min(length, value * side)) - 0.5;
    const y = within(boxes[4 * i]!, frame.height);
    const x = within(boxes[4 * i + 1]!, frame.width);
    const width = within(boxes[4 * i + 3]!, frame.width) - x;
    const height = within(boxes[4 * i + 2]!, frame.height) - y;
    if (!(width > 0 && height > 0)) continue;
    found.push({ box: { x, y, width, height }, score: Math.min(1, score) });
  }
  return found;
}
