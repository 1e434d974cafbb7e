import type { ManagedKernels } from '@facet/core-wasm';
import type { Plan, PlannedUnit } from './plan.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const megabyte = 2 ** 20;

/** Bytes of an RGBA pixel. */
const pixelBytes = 4;

/** What finding and describing faces takes beside the picture: the largest picture on the way to a model's input, and the input. */
const findingBytes = 24 * megabyte;

/** Crops are as large as the picture, within these sides. */
const smallestCrop = 512;
const largestCrop = 2048;

/** Bytes per pixel of a face's crop: crop, swap, masks, and what a swapper makes on its way. */
const cropBytes = 16;

/** Bytes per pixel of the enlarged swap: itself, the target's colours at its size, its mask, and the copy that is pasted. */
const enlargedBytes = 20;

/** Bytes per pixel of the part of the picture in which an edge is made: the face once more, three masks, and what is pasted. */
const edgeBytes = 16;

/** What one picture takes of the kernels' memory from decoding to encoding, in bytes. */
export interface MemoryPlan {
  /** Whole pictures that are there at once, whatever the faces are. */
  readonly needed: number;
  /** With everything the host and its own plugins do to one face at a time, and scratch space of the kernels. */
  readonly wanted: number;
}

/** Faces are worked on one after another, and each gives back what it took, so that their number does not count. */
export function planMemory(size: Size, { units, rotations, postprocess }: Plan): MemoryPlan {
  const frame = size.width * size.height * pixelBytes;
  const turned = rotations.some((rotation) => rotation !== 0) ? frame : 0;
  const { upscaler, restorer } = postprocess;
  const enlarged = upscaler ? frame * Math.max(1, upscaler.scale) ** 2 : 0;
  const needed = frame + Math.max(turned, enlarged);
  const scratch = Math.max(frame, enlarged) / 2;
  const restored = restorer ? smallestCrop ** 2 * (cropBytes + enlargedBytes) : 0;
  const faces = Math.max(findingBytes, restored, ...units.map((unit) => faceBytes(size, unit)));
  return { needed, wanted: needed + scratch + faces };
}

function faceBytes({ width, height }: Size, { upscaler, erosion }: PlannedUnit): number {
  const side = Math.min(Math.max(width, height, smallestCrop), largestCrop);
  const enlargedSide = side * Math.max(1, upscaler?.scale ?? 1);
  const edge = erosion === undefined ? 0 : edgeBytes * Math.min(width * height, largestCrop ** 2);
  return cropBytes * side ** 2 + enlargedBytes * enlargedSide ** 2 + edge;
}

/**
 * Makes room for a picture before any kernel works on it; until it is done, the memory need not grow.
 * @throws FacetError `KERNEL_MEMORY` when not even its whole pictures fit.
 */
export function reserveFor(size: Size, plan: Plan, kernels: ManagedKernels): void {
  const { needed, wanted } = planMemory(size, plan);
  kernels.reserve(needed, wanted);
}
