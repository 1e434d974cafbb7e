import type { Kernels, Masker } from '@facet/api';

/** Options of the `box` masker; the manifest holds their ranges and defaults. */
export interface BoxOptions {
  /** How far the soft border reaches inwards, 0..1 of half the crop's width. */
  readonly blur: number;
  /** Bare border at the top, right, bottom and left, in percent of the crop, 0..50. */
  readonly padding: readonly [top: number, right: number, bottom: number, left: number];
}

/**
 * The whole crop with a soft border, so that no seam shows where the crop ends. FaceFusion's recipe: with
 * b = floor(width / 2 * blur), a border of max(floor(b / 2), 1) pixels, or the padding where that is wider, is left out,
 * and the mask is blurred with sigma b / 4. Without blur a border of one pixel remains.
 */
export function createBoxMasker(kernels: Kernels): Masker<BoxOptions> {
  return {
    mask({ crop }, { options }) {
      const { width, height } = crop.image;
      const reach = Math.floor((width / 2) * options.blur);
      const border = Math.max(Math.floor(reach / 2), 1);
      const [top, right, bottom, left] = options.padding.map((percent, side) =>
        Math.max(border, Math.floor(((side % 2 === 0 ? height : width) * percent) / 100)),
      ) as [number, number, number, number];
      const mask = kernels.createMask(width, height);
      const box = { x: left, y: top, width: width - left - right, height: height - top - bottom };
      // Pixel centres are whole numbers, so the edges lie halfway between them.
      if (box.width > 0 && box.height > 0)
        kernels.drawBox(mask, { ...box, x: left - 0.5, y: top - 0.5 }, 255);
      if (reach > 0) kernels.feather(mask, reach / 4);
      return Promise.resolve(mask);
    },
  };
}
