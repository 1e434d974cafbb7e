import path from 'node:path';
import type { Affine, Face, Image, InpaintWhen } from '@facet/api';
import { composeAffine } from '@facet/api';
import { createImages, encodeImage, writeAtomic } from '../media/index.js';
import { enlarge } from '../pipeline/enlarge.js';
import { inpaintFaces } from '../pipeline/inpaint-faces.js';
import type { FacePicture, PictureReader } from '../pipeline/read-picture.js';
import { restoreFace } from '../pipeline/restore-face.js';
import { scaling } from '../pipeline/scaling.js';

/** FaceSwapLab's aim for the width of an enlarged face. */
const enlargedWidth = 512;

/**
 * Writes every face of a picture as `<name>-<n>.png`, from the left: its box, cut at the edges of the picture. With an upscaler in the plan's postprocessing
 * it is enlarged by the whole factor that stays within 512 pixels, with a restorer repaired, and painted anew when it says so.
 * @returns The files.
 */
export async function extractFaces(
  file: string,
  picture: FacePicture,
  { folder, overwrite }: { readonly folder: string; readonly overwrite: boolean },
  reader: PictureReader,
): Promise<readonly string[]> {
  const outputs: string[] = [];
  for (const [index, face] of picture.faces.entries()) {
    const output = path.join(folder, `${path.parse(file).name}-${index}.png`);
    const mark = reader.kernels.mark();
    try {
      const cut = cutFace(picture.image, face, 0, reader);
      const { image, changed } = await enhance(cut, face, file, reader);
      const bytes = await encodeFace(image, changed, output, reader);
      await writeAtomic(output, bytes, { input: file, overwrite, signal: reader.signal });
    } finally {
      reader.kernels.release(mark);
    }
    outputs.push(output);
  }
  return outputs;
}

interface CutFace {
  readonly image: Image;
  readonly frameToCut: Affine;
}

/** The box of a face with room around it, as a share of its larger side. */
export function cutFace(frame: Image, { box }: Face, room: number, { kernels }: PictureReader): CutFace {
  const margin = room * Math.max(box.width, box.height);
  const x0 = Math.max(0, Math.trunc(box.x - margin));
  const y0 = Math.max(0, Math.trunc(box.y - margin));
  const x1 = Math.min(frame.width, Math.ceil(box.x + box.width + margin));
  const y1 = Math.min(frame.height, Math.ceil(box.y + box.height + margin));
  const image = kernels.createImage(Math.max(1, x1 - x0), Math.max(1, y1 - y0));
  const frameToCut = { a: 1, b: 0, tx: -x0, c: 0, d: 1, ty: -y0 };
  kernels.warpAffine(frame, image, frameToCut, 'bilinear', 'edge');
  return { image, frameToCut };
}

async function enhance(
  { image, frameToCut }: CutFace,
  face: Face,
  file: string,
  { active, kernels, runner }: PictureReader,
): Promise<{ readonly image: Image; readonly changed: boolean }> {
  const { upscaler: planned, restorer: repair, inpaint } = active.plan.postprocess;
  const scope = { frame: { path: file, index: 0 }, face };
  const paint = async (when: InpaintWhen, picture: Image): Promise<void> => {
    if (inpaint?.when !== when) return;
    const frameToImage = composeAffine(frameToCut, scaling(image, picture));
    await inpaintFaces(picture, [face], frameToImage, inpaint, { active, kernels, runner }, scope);
  };
  await paint('before-upscaling', image);
  const factor = planned ? Math.max(1, Math.floor(enlargedWidth / image.width)) : 1;
  const enlarged =
    factor > 1 && active.upscaler
      ? await enlarge(
          image,
          image.width * factor,
          image.height * factor,
          active.upscaler,
          kernels,
          runner,
          scope,
        )
      : image;
  await paint('after-upscaling', enlarged);
  if (repair && active.restorer) {
    const frameToImage = composeAffine(frameToCut, scaling(image, enlarged));
    await restoreFace(enlarged, face, frameToImage, repair, active.restorer, kernels, runner, scope);
  }
  await paint('after-all', enlarged);
  return { image: enlarged, changed: factor > 1 || repair !== undefined || inpaint !== undefined };
}

/** What a model changed carries the provenance mark; a plain cut is the photo's own pixels. */
async function encodeFace(
  image: Image,
  changed: boolean,
  output: string,
  { kernels }: PictureReader,
): Promise<Uint8Array> {
  const { width, height } = image;
  const pixels = { width, height, data: kernels.readImage(image) };
  if (!changed) return createImages().encodePng(pixels);
  const originally = { depth: 8, space: 'srgb', orientation: 1 } as const;
  return encodeImage(pixels, { format: 'png', width, height, hasAlpha: false, originally }, output);
}
