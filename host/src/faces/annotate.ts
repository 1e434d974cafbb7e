import type { Rect } from '@facet/api';
import { createImages, writeAtomic } from '../media/index.js';
import type { FacePicture, PictureReader } from '../pipeline/read-picture.js';

/** Rows of the ten digits, three bits each, from the top. */
const digits = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];
const boxColor = [255, 220, 0] as const;
const digitColor = [0, 0, 0] as const;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Writes a copy of the picture with a numbered box around every face; an earlier one is replaced. Numbers count from the left, as `faces.index` does.
 * @returns The file.
 */
export async function annotate(file: string, picture: FacePicture, reader: PictureReader): Promise<string> {
  const { image, faces } = picture;
  const canvas = { width: image.width, height: image.height, data: reader.kernels.readImage(image) };
  const unit = Math.max(1, Math.round(Math.min(canvas.width, canvas.height) / 250));
  for (const [index, { box }] of faces.entries()) {
    frame(canvas, box, unit);
    label(canvas, String(index), box, unit);
  }
  await writeAtomic(file, await createImages().encodePng(canvas), { overwrite: true, signal: reader.signal });
  return file;
}

function frame(canvas: Canvas, { x, y, width, height }: Rect, line: number): void {
  fill(canvas, { x, y, width, height: line }, boxColor);
  fill(canvas, { x, y: y + height - line, width, height: line }, boxColor);
  fill(canvas, { x, y, width: line, height }, boxColor);
  fill(canvas, { x: x + width - line, y, width: line, height }, boxColor);
}

/** The number on a plate in the box's upper left corner; a digit is three by five units of twice the line. */
function label(canvas: Canvas, text: string, box: Rect, line: number): void {
  const unit = 2 * line;
  const x = Math.max(0, Math.round(box.x));
  const y = Math.max(0, Math.round(box.y));
  fill(canvas, { x, y, width: (4 * text.length + 1) * unit, height: 7 * unit }, boxColor);
  for (const [place, digit] of Array.from(text).entries()) {
    for (const [row, bits] of Array.from(digits[Number(digit)]!).entries()) {
      for (let column = 0; column < 3; column++) {
        if ((Number(bits) & (4 >> column)) === 0) continue;
        const at = { x: x + (1 + 4 * place + column) * unit, y: y + (1 + row) * unit };
        fill(canvas, { ...at, width: unit, height: unit }, digitColor);
      }
    }
  }
}

function fill({ width, height, data }: Canvas, box: Rect, color: readonly [number, number, number]): void {
  const x1 = Math.min(width, Math.round(box.x + box.width));
  const y1 = Math.min(height, Math.round(box.y + box.height));
  for (let y = Math.max(0, Math.round(box.y)); y < y1; y++) {
    for (let x = Math.max(0, Math.round(box.x)); x < x1; x++) data.set([...color, 255], 4 * (y * width + x));
  }
}
