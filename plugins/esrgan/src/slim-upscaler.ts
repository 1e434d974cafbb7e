import type { Kernels, Models, Upscaler } from '@facet/api';
import { cutTiles } from './tiles.js';
import type { Tile } from './tiles.js';

const model = 'esrgan-slim-x2';
const factor = 2;

/** Options of the `slim-x2` upscaler; the manifest holds their ranges and defaults. */
export interface SlimOptions {
  /** Side of a tile in pixels of the small picture; smaller tiles need less memory. */
  readonly tile: number;
  /** How many pixels around a tile the model sees as well, so that tiles meet without a seam. */
  readonly pad: number;
}

/**
 * ESRGAN-slim by UpscalerJS: twice the size in one pass, tile by tile. The model takes and gives RGB as NHWC floats 0..255;
 * alpha does not pass through it and is enlarged with the bicubic filter.
 */
export function createSlimUpscaler(kernels: Kernels, models: Models): Upscaler<SlimOptions> {
  return {
    factor,
    async upscale(image, width, height, { options, signal }) {
      if (width !== factor * image.width || height !== factor * image.height) {
        throw new RangeError(
          `Expected ${factor * image.width} x ${factor * image.height} from esrgan/slim-x2 but received ${width} x ${height}`,
        );
      }
      const enlarged = kernels.createImage(width, height);
      kernels.resize(image, enlarged, 'bicubic');
      const small = kernels.readImage(image);
      const large = kernels.readImage(enlarged);
      for (const tile of cutTiles(image.width, image.height, options.tile, options.pad)) {
        signal.throwIfAborted();
        const { seen } = tile;
        const feed = { dims: [1, seen.height, seen.width, 3], data: readTile(small, image.width, tile) };
        const { SR } = await models.run(model, { LR: feed }, ['SR']);
        writeTile(large, width, tile, SR!.data);
      }
      kernels.writeImage(enlarged, large);
      return enlarged;
    },
  };
}

/** RGB of the pixels a tile sees. */
function readTile(pixels: Uint8ClampedArray, stride: number, { seen }: Tile): Float32Array {
  const rgb = new Float32Array(3 * seen.width * seen.height);
  let to = 0;
  for (let y = seen.y; y < seen.y + seen.height; y++) {
    for (let from = 4 * (y * stride + seen.x), end = from + 4 * seen.width; from < end; from += 4) {
      rgb[to++] = pixels[from]!;
      rgb[to++] = pixels[from + 1]!;
      rgb[to++] = pixels[from + 2]!;
    }
  }
  return rgb;
}

/** Puts the enlarged core of a tile into the result; a clamped array rounds and limits to 0..255. */
function writeTile(pixels: Uint8ClampedArray, stride: number, { core, seen }: Tile, rgb: Float32Array): void {
  for (let y = 0; y < factor * core.height; y++) {
    let from = 3 * ((factor * (core.y - seen.y) + y) * factor * seen.width + factor * (core.x - seen.x));
    let to = 4 * ((factor * core.y + y) * stride + factor * core.x);
    for (let x = 0; x < factor * core.width; x++) {
      pixels[to++] = rgb[from++]!;
      pixels[to++] = rgb[from++]!;
      pixels[to++] = rgb[from++]!;
      to++;
    }
  }
}
