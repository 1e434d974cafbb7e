import {
  applyAffine,
  invertAffine,
  type Affine,
  type Image,
  type Kernels,
  type Models,
  type Tensor,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { firstGridAnchors, inputSide } from './anchors.js';
import { decodeFaces, type RawFace } from './decode.js';
import { layOutView, type View, type Window } from './views.js';

const model = 'blazeface-back';
const spec = squareRgb(inputSide, '-1..1');

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
): Promise<RawFace[]> {
  const view = layOutView(frame.width, frame.height, size);
  const scaled = kernels.createImage(view.width, view.height);
  kernels.resize(frame, scaled, view.width < frame.width ? 'area' : 'bilinear');
  const input = kernels.createTensor([1, inputSide, inputSide, 3]);
  const found: RawFace[] = [];
  for (const window of view.windows) {
    signal.throwIfAborted();
    const viewToInput: Affine = { a: 1, b: 0, tx: -window.left, c: 0, d: 1, ty: -window.top };
    kernels.warpToTensor(scaled, input, viewToInput, spec, 'transparent');
    const whole = (await runModel(models, input, threshold)).filter((face) => !isCutOff(face, window, view));
    const inputToFrame = invertAffine(frameToWindow(frame, view, window));
    found.push(...whole.map((face) => moveFace(face, inputToFrame)));
  }
  return found;
}

async function runModel(models: Models, input: Tensor, threshold: number): Promise<RawFace[]> {
  const input0 = await inputName(models);
  const out = await models.run(model, { [input0]: input });
  const grid = (logits: string, rows: string, firstAnchor: number): RawFace[] =>
    decodeFaces(out[logits]!.data, out[rows]!.data, firstAnchor, threshold);
  return [
    ...grid('Identity', 'Identity_2', 0),
    ...grid('Identity_1', 'Identity_3', firstGridAnchors),
  ];
}

async function inputName(models: Models): Promise<string> {
  return (await models.describe(model)).inputs[0]!.name;
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

function moveFace(face: RawFace, inputToFrame: Affine): RawFace {
  const { x, y, width, height } = face.box;
  const corner = applyAffine(inputToFrame, { x, y });
  const [a, b, c, d, e, f] = face.keypoints;
  const move = (p: { x: number; y: number }) => applyAffine(inputToFrame, p);
  return {
    box: { x: corner.x, y: corner.y, width: width * inputToFrame.a, height: height * inputToFrame.d },
    score: face.score,
    keypoints: [move(a), move(b), move(c), move(d), move(e), move(f)],
  };
}
