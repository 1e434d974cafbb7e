import {
  nonMaximumSuppression,
  type Detection,
  type Detector,
  type Image,
  type Kernels,
  type Models,
} from '@facet/api';
import { confirmFace } from './confirm.js';
import type { RawFace } from './decode.js';
import { estimateFive } from './keypoints.js';
import { mergeFaces, type FoundFace } from './merge.js';
import type { BlazefaceOptions } from './options.js';
import { searchView } from './search.js';
import { searchSizes, smallestSize } from './views.js';

/**
 * Finds faces with MediaPipe's blazeface-back. Its input is 256 pixels wide whatever the picture, so `size` decides at which scale the
 * frame is searched: larger sizes cover it with more windows and find smaller faces, smaller ones see it as a whole and find larger faces.
 */
export function createBlazefaceDetector(kernels: Kernels, models: Models): Detector<BlazefaceOptions> {
  return {
    async detect(frame, { options, signal }) {
      let found = await searchAtSize(frame, options.size);
      if (options.autoSize) {
        for (let size = options.size / 2; found.length === 0 && size >= smallestSize; size /= 2) {
          found = await searchAtSize(frame, size);
        }
      }
      return found
        .filter(({ box }) => Math.min(box.width, box.height) >= options.minSize)
        .slice(0, options.maxFaces)
        .map(toDetection);

      async function searchAtSize(image: Image, size: number): Promise<readonly FoundFace[]> {
        const sizes = searchSizes(limitSize(image, size, options.tiling), options.tiling !== 'off');
        const views: FoundFace[][] = [];
        for (const side of sizes) {
          views.push(await searchView(kernels, models, image, side, options.threshold, signal));
        }
        const confirmed: FoundFace[] = [];
        for (const face of mergeFaces(views, options.nms)) {
          signal.throwIfAborted();
          const sure = await confirmFace(kernels, models, image, face, options.threshold);
          if (sure) confirmed.push(sure);
        }
        return nonMaximumSuppression(confirmed, options.nms);
      }
    },
  };
}

/** `auto` never enlarges the frame to put windows on it: there would be nothing new to see. */
function limitSize(frame: Image, size: number, tiling: BlazefaceOptions['tiling']): number {
  return tiling === 'auto' ? Math.min(size, Math.max(256, frame.width, frame.height)) : size;
}

function toDetection({ box, score, keypoints }: RawFace): Detection {
  return { box, score, five: estimateFive(keypoints) };
}
