import { boundsOf, type Kernels, type SourceFace } from '@facet/api';
import { coverOf } from './cover.js';
import { meshRequired } from './errors.js';
import { eyesOpen, type EyePair } from './eyes.js';
import { bridgeValley } from './glasses.js';
import { repairHighlights } from './highlights.js';
import { harmonicsOf } from './mesh/harmonics.js';
import { rasterMesh } from './mesh/raster.js';
import { shareWithin } from './limits.js';
import type { SeenView } from './merge-views.js';
import { mouthOf, type Mouth } from './mouth.js';
import { mapPlane, without } from './planes/plane.js';
import type { Seen } from './stand-in.js';
import { toneOf, type TonePlanes } from './planes/tone.js';
import { faceRegions } from './regions.js';
import { placeMesh } from './mesh/place.js';
import { alphaOfTrust, coveredAlpha, isBare } from './view-alpha.js';
import { fitHead, interocularOf, yawDegOf } from './mesh/pose.js';

/** One view of the source face: plain data. */
export interface MeshView {
  readonly width: number;
  readonly height: number;
  /** RGBA pixels around the face; alpha is `coveredAlpha` where hair or another thing covers it, `mirroredAlpha` where the other half stands in for it, else `alphaOfTrust`, also where another picture does. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** The mesh in these pixels. */
  readonly mesh: Float32Array;
  /** The mesh with the face's own proportions: with several pictures their mean, in the place of this one. */
  readonly shape: Float32Array;
  /** Interocular distance in these pixels. */
  readonly interocular: number;
  readonly yawDeg: number;
  /** The share of the face that something covers on the picture itself, 0..1. */
  readonly covered: number;
  readonly mouth: Mouth;
  /** Whether each eye is open. */
  readonly eyes: EyePair<boolean>;
}

/** The form of `MeshSource`; 1 were views without mouth, eyes, shape and cover. */
export const sourceFormat = 2;

/** What `prepare` hands to `swap`: the views of the source, each completed by the others; the form that `sourceFormat` counts. */
export interface MeshSource {
  readonly views: readonly MeshView[];
}

/** The longest side of a stored view. */
const viewSize = 1024;
/** Room around the mesh, in IOD, for filters that look beyond its edge. */
const margin = 0.15;

/** Cuts a source face out of its picture, and marks in it what covers the face. */
export function lookAt(kernels: Kernels, source: SourceFace): SeenView {
  const mesh = source.face.landmarks.mesh468;
  if (mesh === undefined) throw meshRequired('source');
  const bounds = boundsOf(mesh, 3);
  const room = margin * interocularOf(mesh) + 2;
  const x = Math.floor(bounds.x - room);
  const y = Math.floor(bounds.y - room);
  const width = Math.ceil(bounds.x + bounds.width + room) - x;
  const height = Math.ceil(bounds.y + bounds.height + room) - y;
  const cut = kernels.createImage(Math.max(8, width), Math.max(8, height));
  kernels.warpAffine(source.image, cut, { a: 1, b: 0, tx: -x, c: 0, d: 1, ty: -y }, 'bilinear', 'edge');
  const scale = Math.min(1, viewSize / Math.max(cut.width, cut.height));
  let image = cut;
  if (scale < 1) {
    image = kernels.createImage(Math.round(cut.width * scale), Math.round(cut.height * scale));
    kernels.resize(cut, image, 'area');
  }
  const [sx, sy] = [image.width / cut.width, image.height / cut.height];
  const placed = placeMesh(mesh, {
    a: sx,
    b: 0,
    tx: (sx - 1) / 2 - sx * x,
    c: 0,
    d: sy,
    ty: (sy - 1) / 2 - sy * y,
  });
  const interocular = interocularOf(placed);
  const data = kernels.readImage(image);
  const { width: w, height: h } = image;
  const tone = toneOf(kernels, data, w, h);
  const view = {
    width: w,
    height: h,
    data,
    mesh: placed,
    shape: placed,
    interocular,
    yawDeg: yawDegOf(fitHead(placed)),
    covered: 0,
    mouth: mouthOf(tone.log, placed, interocular),
    eyes: eyesOpen(kernels, { width: w, height: h, data }, placed, interocular),
  };
  const seen = prepareSkin(kernels, view, tone);
  const { oval } = seen.regions;
  const hidden = mapPlane(oval, (_, i) => Number(!isBare(data[4 * i + 3]!)));
  return { view: { ...view, covered: shareWithin(hidden, oval) }, seen };
}

/** Whether a dark line of the depth crosses the bridge of the nose, as the frame of a pair of glasses does. */
export function wearsGlasses(kernels: Kernels, view: MeshView, depth: number): boolean {
  return bridgeValley(toneOf(kernels, view.data, view.width, view.height), view.mesh) > depth;
}

/**
 * Repairs the skin, and writes into alpha where the face is covered.
 * @param tone Of the view as it is.
 */
function prepareSkin(
  kernels: Kernels,
  { data, mesh, width, height, interocular }: MeshView,
  tone: TonePlanes,
): Seen {
  const raster = rasterMesh(mesh, width, height);
  const regions = faceRegions(mesh, width, height, interocular);
  const harmonics = harmonicsOf(mesh, raster);
  const cover = coverOf(kernels, tone, harmonics, mesh, regions, interocular, 4.5);
  const plain = without(cover.trust, regions.features);
  repairHighlights(kernels, data, tone, harmonics, mesh, regions.oval, plain, interocular);
  for (let i = 0; i < cover.mask.data.length; i++) {
    data[4 * i + 3] = cover.mask.data[i]! > 0 ? coveredAlpha : alphaOfTrust(cover.trust.data[i]!);
  }
  return { raster, regions, harmonics };
}
