import type { Images } from '@facet/api';
import type { DecodeOptions } from './decode.js';
import { decodeBytes } from './decode.js';
import { sharp } from './sharp.js';

/** The picture service plugins get: decoding under the same rules as inputs, and PNG. */
export function createImages(options: Pick<DecodeOptions, 'maxPixels'> = {}): Images {
  return {
    decode: async (bytes) => (await decodeBytes(bytes, "a plugin's picture", options)).pixels,
    encodePng: ({ width, height, data }) =>
      sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
        .png()
        .toBuffer(),
  };
}
