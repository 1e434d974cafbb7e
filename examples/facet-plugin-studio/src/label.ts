import type { Finisher, Kernels } from '@facet/api';

export interface LabelOptions {
  readonly size: number;
  readonly opacity: number;
}

/** The letters of the label, seven rows of five pixels each. */
const letters: Readonly<Record<string, readonly string[]>> = {
  E: ['#####', '#    ', '#    ', '#### ', '#    ', '#    ', '#####'],
  D: ['#### ', '#   #', '#   #', '#   #', '#   #', '#   #', '#### '],
  I: ['#####', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', '#####'],
  T: ['#####', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', '  #  '],
};
const text = 'EDITED';
/** Pixels of the text before it is enlarged: five of each letter and one between two. */
const columns = 6 * text.length - 1;
const rows = 7;

/** Says in the corner of the picture, for everyone to see, that it was changed. */
export function createLabel(kernels: Kernels): Finisher<LabelOptions> {
  return {
    finish: async (frame, { options: { size, opacity } }) => {
      const { width, height } = frame;
      // Room for a margin of two dots around the text.
      const dot = Math.floor(Math.min((size * height) / rows, width / (columns + 4), height / (rows + 4)));
      if (dot < 1) return frame;
      const pixels = kernels.readImage(frame);
      const left = width - dot * (columns + 2);
      const top = height - dot * (rows + 2);
      for (let y = top - dot; y < top + dot * (rows + 1); y++) {
        for (let x = left - dot; x < left + dot * (columns + 1); x++) {
          const level = isInk(Math.floor((x - left) / dot), Math.floor((y - top) / dot)) ? 255 : 0;
          for (let channel = 0; channel < 3; channel++) {
            const at = 4 * (y * width + x) + channel;
            pixels[at] = pixels[at]! + opacity * (level - pixels[at]!);
          }
        }
      }
      kernels.writeImage(frame, pixels);
      return frame;
    },
  };
}

function isInk(column: number, row: number): boolean {
  const letter = text[Math.floor(column / 6)];
  return letter !== undefined && letters[letter]?.[row]?.[column % 6] === '#';
}
