import { intersectionOverSmaller, nonMaximumSuppression, sampleToTensor } from '@facet/api';
import type { Detection, Detector, Kernels, Models } from '@facet/api';
import { findFaces, inputSpec } from './blazeface.js';
import { layOutTiles } from './tiles.js';
import type { Tile } from './tiles.js';

export interface CrowdOptions {
  readonly tile: number;
  readonly threshold: number;
  readonly overlap: number;
}

/** Finds faces in the whole picture and in ever smaller tiles of it. */
export function createCrowd(kernels: Kernels, models: Models): Detector<CrowdOptions> {
  return {
    detect: async (frame, { options, signal }) => {
      const found: Detection[] = [];
      for (const tile of layOutTiles(frame.width, frame.height, options.tile)) {
        signal.throwIfAborted();
        const scale = inputSpec.width / tile.side;
        const frameToInput = { a: scale, b: 0, tx: -scale * tile.x, c: 0, d: scale, ty: -scale * tile.y };
        const input = sampleToTensor(kernels, frame, frameToInput, inputSpec, 'edge');
        for (const face of await findFaces(models, input, options.threshold)) {
          const seen = toFrame(face, tile, scale);
          if (isWhole(seen, tile, frame)) found.push(seen);
        }
      }
      return nonMaximumSuppression(found, options.overlap, intersectionOverSmaller);
    },
  };
}

function toFrame({ box, score }: Detection, { x, y }: Tile, scale: number): Detection {
  return {
    box: { x: x + box.x / scale, y: y + box.y / scale, width: box.width / scale, height: box.height / scale },
    score,
  };
}

/** A face cut off by the edge of a tile, and not by that of the frame, lies whole in the next tile. */
function isWhole(
  { box }: Detection,
  tile: Tile,
  frame: { readonly width: number; readonly height: number },
): boolean {
  const right = tile.x + tile.side;
  const bottom = tile.y + tile.side;
  return (
    (box.x >= tile.x || tile.x <= 0) &&
    (box.y >= tile.y || tile.y <= 0) &&
    (box.x + box.width <= right || right >= frame.width) &&
    (box.y + box.height <= bottom || bottom >= frame.height)
  );
}
