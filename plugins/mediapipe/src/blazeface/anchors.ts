/**
 * The anchors of blazeface-back (V. Bazarevsky et al., "BlazeFace", 2019; MediaPipe's face_detection_back): its 256 pixel input is
 * a grid of 16 pixel cells with two anchors each, then one of 32 pixel cells with six. An anchor is the centre of its cell; its
 * size does not matter, because boxes are read as offsets in pixels.
 */
const grids = [
  { stride: 16, anchorsPerCell: 2 },
  { stride: 32, anchorsPerCell: 6 },
] as const;

/** Side of the model's input in pixels. */
export const inputSide = 256;

/** Anchor centres as x, y pairs, row by row; edges of the input at 0 and 256. */
export const anchors: Float32Array = makeAnchors();

/** Where the first grid ends and the second begins. */
export const firstGridAnchors = (inputSide / grids[0].stride) ** 2 * grids[0].anchorsPerCell;

function makeAnchors(): Float32Array {
  const centres: number[] = [];
  for (const { stride, anchorsPerCell } of grids) {
    const cells = inputSide / stride;
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        for (let n = 0; n < anchorsPerCell; n++) {
          centres.push((column + 0.5) * stride, (row + 0.5) * stride);
        }
      }
    }
  }
  return Float32Array.from(centres);
}
