import type { Detection, Models, Tensor, TensorSpec } from '@facet/api';

/** What MediaPipe's BlazeFace for back cameras reads: 256 pixels square, RGB from -1 to 1. */
export const inputSpec: TensorSpec = {
  width: 256,
  height: 256,
  layout: 'hwc',
  order: 'rgb',
  scale: 1,
  mean: [127.5, 127.5, 127.5],
  std: [127.5, 127.5, 127.5],
};

/** Its two grids of anchors, and the outputs that hold their logits and rows. */
const grids = [
  { stride: 16, anchorsPerCell: 2, logits: 'Identity', rows: 'Identity_2' },
  { stride: 32, anchorsPerCell: 6, logits: 'Identity_1', rows: 'Identity_3' },
] as const;

/** A row is the centre's offset from the anchor, width and height in pixels, then six points that are not used here. */
const valuesPerRow = 16;

/** Runs the model on one input; boxes are in pixels of the input. */
export async function findFaces(models: Models, input: Tensor, threshold: number): Promise<Detection[]> {
  const { inputs } = await models.describe('blazeface-back');
  const outputs = await models.run('blazeface-back', { [inputs[0]?.name ?? 'input']: input });
  const faces: Detection[] = [];
  for (const { stride, anchorsPerCell, logits, rows } of grids) {
    const scores = outputs[logits]?.data ?? new Float32Array();
    const values = outputs[rows]?.data ?? new Float32Array();
    const cells = inputSpec.width / stride;
    for (const [anchor, logit] of scores.entries()) {
      const score = 1 / (1 + Math.exp(-logit));
      if (score < threshold) continue;
      const cell = Math.floor(anchor / anchorsPerCell);
      const [dx = 0, dy = 0, width = 0, height = 0] = values.subarray(anchor * valuesPerRow);
      // The model counts from the edge of its input; a pixel's centre lies half a pixel further.
      const x = ((cell % cells) + 0.5) * stride + dx - 0.5;
      const y = (Math.floor(cell / cells) + 0.5) * stride + dy - 0.5;
      if (width > 0 && height > 0)
        faces.push({ box: { x: x - width / 2, y: y - height / 2, width, height }, score });
    }
  }
  return faces;
}
