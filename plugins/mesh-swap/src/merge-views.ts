import type { Kernels } from '@facet/api';
import { completeFrom } from './complete.js';
import type { EyePair } from './eyes.js';
import { fitHead, fromFrontal, toFrontal } from './mesh/pose.js';
import { leftBrow, leftEye, outerLips, rightBrow, rightEye } from './mesh/regions.js';
import { stretchOf } from './mesh/stretch.js';
import { completeFromMirror } from './mirror.js';
import { inMedianTone } from './planes/median-tone.js';
import type { MeshView } from './source.js';
import type { Seen, StandIn } from './stand-in.js';
import { bareAlpha, isBare } from './view-alpha.js';

/** Skin seen so flat that its pixels are stretched more than this is taken from a picture that sees it better by the factor `better`. Source: measured. */
const [thin, better] = [1.5, 1.3];
/** A picture is completed from this many others at most, those that show most of what it lacks. */
const mostOthers = 2;

/** A view with what is known about its pixels. */
export interface SeenView {
  readonly view: MeshView;
  readonly seen: Seen;
}

/**
 * Completes each view of a face: what it does not show by those that see it best, in its own tone, and what none of them shows by the other half of the
 * face. Each keeps its place, its light and its expression.
 */
export function completeViews(kernels: Kernels, looked: readonly SeenView[]): MeshView[] {
  return looked.map(({ view, seen }) => completeView(kernels, view, seen, looked));
}

function completeView(kernels: Kernels, own: MeshView, seen: Seen, looked: readonly SeenView[]): MeshView {
  const view = { ...own, data: own.data.slice() };
  let { eyes, mouth } = own;
  const others = looked
    .filter((other) => other.view !== own)
    .map((other) => ({ other: other.view, stretch: stretchIn(other.view, own.interocular) }))
    .map((one) => ({ ...one, gain: gainOf(own, one.other, one.stretch) }))
    .filter(({ gain }) => gain > 0)
    .sort((p, q) => q.gain - p.gain)
    .slice(0, mostOthers);
  for (const { other, stretch } of others) {
    const [left, right, lips] = completeFrom(kernels, view, seen, picture(other, stretch, eyes));
    eyes = [left === true ? other.eyes[0] : eyes[0], right === true ? other.eyes[1] : eyes[1]];
    if (lips === true) ({ mouth } = other);
  }
  completeFromMirror(kernels, view, seen);
  const views = looked.map((one) => one.view);
  return { ...view, eyes, mouth, shape: views.length > 1 ? meanShape(views, own) : own.mesh };
}

/** Another picture of the same face; an eye of it fits where it is open as the view's other eye is. */
function picture(view: MeshView, stretch: Float32Array, eyes: EyePair<boolean>): StandIn {
  return {
    view,
    stretch,
    thin,
    better,
    same: true,
    wholes: [
      { points: [...leftEye, ...leftBrow], fits: view.eyes[0] === eyes[1] },
      { points: [...rightEye, ...rightBrow], fits: view.eyes[1] === eyes[0] },
      { points: outerLips, fits: true },
    ],
    inLightOf: inMedianTone,
    alphaOf: (own) => Math.max(bareAlpha, own),
  };
}

/** How many times each mesh point's skin is stretched by a view that is shown with so many pixels between the eyes. */
function stretchIn({ mesh, interocular }: MeshView, wanted: number): Float32Array {
  const coarser = Math.max(1, wanted / interocular) ** 2;
  return stretchOf(mesh).map((value) => coarser * value);
}

/** How many mesh points another view shows better than a view does. */
function gainOf(view: MeshView, other: MeshView, stretch: Float32Array): number {
  const own = stretchOf(view.mesh);
  return stretch.reduce((count, value, point) => {
    if (!showsPoint(other, point)) return count;
    const lacks = !showsPoint(view, point) || own[point]! > Math.max(thin, better * value);
    return count + Number(lacks);
  }, 0);
}

/** Whether nothing covers a mesh point. */
function showsPoint({ mesh, width, height, data }: MeshView, point: number): boolean {
  const [x, y] = [Math.round(mesh[3 * point]!), Math.round(mesh[3 * point + 1]!)];
  return x >= 0 && y >= 0 && x < width && y < height && isBare(data[4 * (y * width + x) + 3]!);
}

/** The mean of the faces seen from the front, those that look into the camera first, in the place of a view. */
function meanShape(views: readonly MeshView[], own: MeshView): Float32Array {
  const sum = new Float32Array(own.mesh.length);
  let total = 0;
  for (const { mesh, yawDeg } of views) {
    const weight = Math.max(0.05, Math.cos((yawDeg * Math.PI) / 180)) ** 2;
    const frontal = toFrontal(mesh, fitHead(mesh));
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * frontal[i]!;
    total += weight;
  }
  return fromFrontal(
    sum.map((value) => value / total),
    fitHead(own.mesh),
  );
}
