import type { Crop, CropContext, Face, Image, Mask } from '@facet/api';
import { composeAffine, invertAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { scaling } from '../pipeline/scaling.js';
import type { Tap } from '../plugins/index.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Watches what a run pastes: which face, and which pixels of the frame it may change. */
export interface PasteWatch {
  /** Stands last at `beforePaste`, so it sees only what no plugin refused. */
  readonly tap: Tap<'beforePaste'>;
  /** Begins anew for a frame of this size. */
  start(frame: Size): void;
  /** The face that was pasted on first. */
  readonly face: Face | undefined;
  /** The masks of all faces, on the frame, combined by maximum. */
  readonly mask: Uint8Array;
}

export function watchPastes(kernels: ManagedKernels, version: string): PasteWatch {
  let frame: Size = { width: 0, height: 0 };
  let face: Face | undefined;
  let mask = new Uint8Array(0);
  const see = (
    { swapped, mask: pasted, crop }: { readonly swapped: Image; readonly mask: Mask; readonly crop: Crop },
    context: CropContext,
  ): Promise<undefined> => {
    face ??= context.face;
    const onFrame = kernels.createMask(frame.width, frame.height);
    const frameToPasted = composeAffine(crop.frameToCrop, scaling(crop.image, swapped));
    kernels.warpMask(pasted, onFrame, invertAffine(frameToPasted));
    const added = kernels.readMask(onFrame);
    for (let i = 0; i < mask.length; i++) mask[i] = Math.max(mask[i]!, added[i]!);
    return Promise.resolve(undefined);
  };
  return {
    tap: {
      hook: 'beforePaste',
      plugin: { id: 'facet', version },
      fn: see,
      stage: 'last',
      before: [],
      after: [],
    },
    start: (size) => {
      frame = size;
      face = undefined;
      mask = new Uint8Array(size.width * size.height);
    },
    get face() {
      return face;
    },
    get mask() {
      return mask;
    },
  };
}
