import type { ManagedKernels } from '@facet/core-wasm';
import type { Plan, PlannedUnit, PlannedUpscaler } from './plan.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const megabyte = 2 ** 20;

/** Bytes of an RGBA pixel. */
const pixelBytes = 4;

/** FaceSwapLab enlarges swapped crops to this; larger ones stay as they are. */
export const enlargedSide = 512;

/** What finding and describing faces takes beside the picture: the largest picture on the way to a model's input, and the input. */
const findingBytes = 24 * megabyte;

/** As long as no swapper has said how large it wants a crop, crops are as large as the picture, within these sides. */
const smallestCrop = 512;
const largestCrop = 2048;

/** Bytes per pixel of a face's crop: crop, swap, masks, and what a swapper makes on its way. */
const cropBytes = 16;

/** Bytes per pixel of the enlarged swap: itself, the target's colours at its size, its mask, its halves, and the copy that is pasted. */
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
  const side = Math.min(Math.max(size.width, size.height, smallestCrop), largestCrop);
  const crop = { width: side, height: side };
  const restored = restorer ? restoredBytes({ width: smallestCrop, height: smallestCrop }) : 0;
  const faces = Math.max(findingBytes, restored, ...units.map((unit) => faceBytes(crop, size, unit)));
  return { needed, wanted: needed + scratch + faces };
}

/** What the host and its own plugins make of one face on its way from a crop to the picture. */
function faceBytes(crop: Size, picture: Size, { upscaler, erosion }: PlannedUnit): number {
  const enlarged = upscaler ? enlargedPixels(crop, upscaler) : area(crop);
  const edge = erosion === undefined ? 0 : edgeBytes * Math.min(area(picture), largestCrop ** 2);
  return cropBytes * area(crop) + enlargedBytes * enlarged + edge;
}

function enlargedPixels(crop: Size, { scale }: PlannedUpscaler): number {
  return area(crop) * Math.max(1, scale ?? enlargedSide / Math.max(crop.width, crop.height)) ** 2;
}

const restoredBytes = (crop: Size): number => area(crop) * (cropBytes + enlargedBytes);

const area = ({ width, height }: Size): number => width * height;

/**
 * Makes room for a picture before any kernel works on it; until it is done, the memory need not grow.
 * @throws FacetError `KERNEL_MEMORY` when not even its whole pictures fit.
 */
export function reserveFor(size: Size, plan: Plan, kernels: ManagedKernels): void {
  const { needed, wanted } = planMemory(size, plan);
  kernels.reserve(needed, wanted);
}

/**
 * Makes room for one face as soon as its swapper has said how large it wants the crop, before any of it is cut out: a larger
 * one than was thought of when the picture was read finds the memory as it will stay.
 * @throws FacetError `KERNEL_MEMORY` when such a crop does not fit.
 */
export function reserveForFace(crop: Size, picture: Size, unit: PlannedUnit, kernels: ManagedKernels): void {
  kernels.reserve(area(crop) * pixelBytes, faceBytes(crop, picture, unit));
}

/**
 * The same for a face that is restored, as large as its restorer wants it.
 * @throws FacetError `KERNEL_MEMORY`
 */
export function reserveForRestorer(crop: Size, kernels: ManagedKernels): void {
  kernels.reserve(area(crop) * pixelBytes, restoredBytes(crop));
}
