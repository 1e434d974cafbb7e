import { invertAffine, type Affine, type Image, type Kernels, type Models } from '@facet/api';
import { inputSide } from './anchors.js';
import type { RawFace } from './decode.js';
import type { FoundFace } from './merge.js';
import { findFaces, inputSpec, moveFace } from './model.js';
import { largestInWindow, layOutView, type View, type Window } from './views.js';

/** Pixels within which a box counts as cut off by the edge of its window. */
const edgeMargin = 2;

/** Searches the frame at one scale, window by window, and returns every find in frame pixels, overlapping ones included. */
export async function searchView(
  kernels: Kernels,
  models: Models,
  frame: Image,
  size: number,
  threshold: number,
  signal: AbortSignal,
): Promise<FoundFace[]> {
  const view = layOutView(frame.width, frame.height, size);
  const scaled = kernels.createImage(view.width, view.height);
  kernels.resize(frame, scaled, view.width < frame.width ? 'area' : 'bilinear');
  const input = kernels.createTensor([1, inputSide, inputSide, 3]);
  const found: FoundFace[] = [];
  for (const window of view.windows) {
    signal.throwIfAborted();
    const viewToInput: Affine = { a: 1, b: 0, tx: -window.left, c: 0, d: 1, ty: -window.top };
    kernels.warpToTensor(scaled, input, viewToInput, inputSpec, 'transparent');
    const inWindow = await findFaces(models, input, threshold);
    const kept = inWindow.filter((face) => belongsToView(face, view) && !isCutOff(face, window, view));
    const inputToFrame = invertAffine(frameToWindow(frame, view, window));
    found.push(...kept.map((face) => moveFace(face, inputToFrame)));
  }
  return found;
}

/** From pixel centres of the frame to pixel centres of the model's input. */
export function frameToWindow(frame: { width: number; height: number }, view: View, window: Window): Affine {
  const scaleX = view.width / frame.width;
  const scaleY = view.height / frame.height;
  return {
    a: scaleX,
    b: 0,
    tx: scaleX / 2 - 0.5 - window.left,
    c: 0,
    d: scaleY,
    ty: scaleY / 2 - 0.5 - window.top,
  };
}

/** Whether the find touches an edge of the window beyond which the frame goes on: a neighbour or a smaller scale sees all of it. */
export function isCutOff({ box }: RawFace, { left, top }: Window, view: View): boolean {
  const last = inputSide - 1 - edgeMargin;
  return (
    (left > 0 && box.x < edgeMargin) ||
    (top > 0 && box.y < edgeMargin) ||
    (left + inputSide < view.width && box.x + box.width > last) ||
    (top + inputSide < view.height && box.y + box.height > last)
  );
}

/** A view of many windows answers for small faces alone: what is larger is seen whole, and better, at the next smaller size. */
function belongsToView({ box }: RawFace, view: View): boolean {
  return view.windows.length === 1 || Math.max(box.width, box.height) <= largestInWindow;
}
