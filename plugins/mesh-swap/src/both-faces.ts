import type { Kernels } from '@facet/api';
import { evaluateHarmonics, fitHarmonics, type Harmonics } from './mesh/harmonics.js';
import { interpolate } from './mesh/raster.js';
import { stretchOf } from './mesh/stretch.js';
import { blur } from './planes/blur.js';
import { mapPlane, multiply, subtract, type Plane } from './planes/plane.js';
import { lightnessOf, toneOf, type TonePlanes } from './planes/tone.js';
import type { MeshView } from './source.js';
import type { Seen, StandIn } from './stand-in.js';
import { isBare, trustOfAlpha } from './view-alpha.js';
import { warpView } from './warp-view.js';

/** Smoothing before the faces are compared, in IOD. */
const smoothing = 0.025;
/** What is this much darker (lightness) than skin would be there is not taken from the stand-in either. */
const tooDark = 20;
/** Skin of another picture that is less surely skin than this (0..1) is left there: it may be hair, or the ground behind a face. */
const leastTrust = 0.1;
/** Marks of the skin smaller than this are skin, too, in IOD. */
const marks = 0.06;
/** Nothing is taken from where the stand-in is seen flatter than this. */
const thinnest = 8;
/** Keeps the shading fit tame where few normals are seen. */
const ridge = 0.01;

/** A view and what may stand in for it, on the pixels of the view. */
export interface BothFaces {
  /** 0/1, where something may be taken: inside the outline, and of the same skin also where a cheek stands out over it. */
  readonly face: Plane;
  /** How many times the pixels are stretched over the face, each. */
  readonly stretch: Plane;
  readonly otherStretch: Plane;
  /** 0/1, where each shows the face. */
  readonly bare: Plane;
  readonly shown: Plane;
  /** How surely each shows plainly lit skin; 0 beside it and on eyes, brows and lips. */
  readonly trust: Plane;
  readonly otherTrust: Plane;
  readonly tone: TonePlanes;
  /** The stand-in's, in the light of the view. */
  readonly other: TonePlanes;
  /** The stand-in's alpha. */
  readonly alpha: Plane;
}

export function bothFaces(
  kernels: Kernels,
  view: MeshView,
  { raster, harmonics, regions }: Seen,
  from: StandIn,
): BothFaces {
  const { data, width, height, interocular } = view;
  const { oval, features } = regions;
  const face = from.same
    ? mapPlane(oval, (inside, i) => Math.max(inside, Number(raster.triangle[i]! >= 0)))
    : oval;
  const warped = warpView(kernels, from.view, view.mesh, width, height, interocular);
  const pixels = kernels.readImage(warped);
  const stretchIn = (stretch: Float32Array): Plane =>
    interpolate(
      raster,
      stretch.map((value) => Math.min(value, 2 * thinnest)),
    );
  const otherStretch = stretchIn(from.stretch);
  const bareIn = (rgba: Uint8ClampedArray): Plane =>
    mapPlane(face, (inside, i) => (inside > 0 && isBare(rgba[4 * i + 3]!) ? 1 : 0));
  const trustIn = (rgba: Uint8ClampedArray, shown: Plane): Plane =>
    mapPlane(shown, (value, i) => (features.data[i]! > 0 ? 0 : value * trustOfAlpha(rgba[4 * i + 3]!)));
  const bare = bareIn(data);
  const bareOther = mapPlane(bareIn(pixels), (value, i) => (otherStretch.data[i]! < thinnest ? value : 0));
  const trust = trustIn(data, bare);
  const otherTrust = trustIn(pixels, bareOther);
  const tone = toneOf(kernels, data, width, height);
  const both = multiply(trust, otherTrust);
  const other = from.inLightOf(toneOf(kernels, pixels, width, height), tone, both);
  const unfit = from.same
    ? unsure(kernels, otherTrust, interocular)
    : tooDarkFor(kernels, harmonics, other, both, interocular);
  const shown = mapPlane(bareOther, (value, i) => (features.data[i]! > 0 || unfit.data[i] === 0 ? value : 0));
  return {
    face,
    stretch: stretchIn(stretchOf(view.mesh)),
    otherStretch,
    bare,
    shown,
    trust,
    otherTrust,
    tone,
    other,
    alpha: mapPlane(shown, (_, i) => pixels[4 * i + 3]!),
  };
}

/** 0/1, where the skin around a place is not surely skin. */
function unsure(kernels: Kernels, trust: Plane, interocular: number): Plane {
  return mapPlane(blur(kernels, trust, marks * interocular), (around) => Number(around < leastTrust));
}

/** 0/1, where something is much darker than skin would be in its place. */
function tooDarkFor(
  kernels: Kernels,
  harmonics: Harmonics,
  tone: TonePlanes,
  trust: Plane,
  interocular: number,
): Plane {
  const lightness = lightnessOf(tone.log);
  const [fit] = fitHarmonics(harmonics, [lightness], trust, ridge);
  const skin = evaluateHarmonics(harmonics, fit!);
  const dark = blur(kernels, subtract(skin, lightness), smoothing * interocular);
  return mapPlane(dark, (value) => Number(value > tooDark));
}
