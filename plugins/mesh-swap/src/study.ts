import type { Image, Kernels } from '@facet/api';
import { joinBorder } from './border.js';
import { chooseRegion } from './choose-region.js';
import { boundTone } from './bound-tone.js';
import { coverOf } from './cover.js';
import { meshOnGrid, pixelsOnGrid, type Grid } from './grid.js';
import { halve, toFine } from './halve.js';
import { harmonicsOf } from './mesh/harmonics.js';
import { outlineDistance } from './mesh/outline.js';
import { interocularOf } from './mesh/pose.js';
import { interpolate, rasterMesh } from './mesh/raster.js';
import { judgeCover, shareWithin } from './limits.js';
import type { Occluders } from './occluders.js';
import type { MeshSwapOptions } from './options.js';
import { innerDistance, outerDistance } from './planes/distance.js';
import { grow } from './planes/near.js';
import {
  combine,
  createPlane,
  larger,
  mapPlane,
  multiply,
  smoothly,
  without,
  type Plane,
} from './planes/plane.js';
import { toneOf, type TonePlanes } from './planes/tone.js';
import { faceRegions, reachable } from './regions.js';
import { relight, soothe } from './relight.js';
import { settleBorder } from './settle-border.js';
import type { MeshView } from './source.js';
import type { Steps } from './steps.js';
import { changeTone, toneChange, type ToneChange } from './tone-change.js';
import { isBare, isSeen, trustOfAlpha } from './view-alpha.js';
import { warpView } from './warp-view.js';

/** A brow between strands of hair that hangs on by less than twice this, in IOD, stays with the hair. */
const neck = 0.07;
/** How wide the edge of a line is that is taken for cover, in IOD. */
const lineEdge = 0.05;
/** Width of the soft edge of the new face beside a line, in IOD: a line is an edge of its own. */
const lineFeather = 0.07;

/** What the grid says about a face, to be done to the crop's own pixels. */
export interface Findings {
  readonly change: ToneChange;
  /** How much of the new face each place takes, 0..1. */
  readonly alpha: Plane;
  /** 0..1, bare skin of both faces. */
  readonly skin: Plane;
}

/** The mesh on the grid: its normals, how far from its outline each pixel lies, and its parts. */
function placeFace(mesh: Float32Array, { width, height }: Grid, interocular: number) {
  const raster = rasterMesh(mesh, width, height);
  return {
    harmonics: harmonicsOf(mesh, raster),
    outline: interpolate(raster, outlineDistance),
    regions: faceRegions(mesh, width, height, interocular),
  };
}

/**
 * Looks at both faces on the grid: what covers them, how their light differs, and where one ends.
 * @param target The target's crop.
 * @param meshOfCrop The mesh in the crop's pixels.
 * @param over What lies over the target and stays; without it nothing does.
 */
export function studyFaces(
  kernels: Kernels,
  target: Image,
  meshOfCrop: Float32Array,
  view: MeshView,
  options: MeshSwapOptions,
  grid: Grid,
  steps: Steps,
  over?: Occluders,
): Findings {
  const { width, height } = grid;
  const mesh = meshOnGrid(meshOfCrop, target, grid);
  const interocular = interocularOf(mesh);
  const { harmonics, outline, regions } = steps.time('mesh', () => placeFace(mesh, grid, interocular));
  const { tone, warped, own } = steps.time('tones', () => {
    const pixels = kernels.readImage(warpView(kernels, view, mesh, width, height, interocular));
    return {
      tone: toneOf(kernels, pixelsOnGrid(kernels, target, grid), width, height),
      warped: pixels,
      own: toneOf(kernels, pixels, width, height),
    };
  });
  const cover = steps.time('cover', () =>
    coverOf(kernels, tone, harmonics, mesh, regions, interocular, Infinity),
  );
  const { shown, whole, clean, trust, skin } = steps.time('skin', () => {
    const covered = over && larger(besideLines(cover.mask, over.lines, interocular), over.things);
    const bare = bareOf(outline, warped, covered);
    const shown = mapPlane(outline, (inside, i) => (inside > 0 && isSeen(warped[4 * i + 3]!) ? 1 : 0));
    const hidden = {
      target: covered ? shareWithin(covered, outline) : 0,
      source: 1 - shareWithin(shown, outline),
    };
    for (const reason of judgeCover(hidden, options)) steps.warn(reason);
    const whole = reachable(bare, regions.nose, neck * interocular);
    // The face goes on behind strands and the frame of a pair of glasses.
    const seen = over ? without(whole, over.lines) : whole;
    return {
      shown,
      whole,
      clean: seen,
      trust: trustIn(multiply(seen, cover.trust), warped),
      skin: without(seen, regions.features),
    };
  });
  const lit = steps.time('light', () => {
    const half = halve({ face: own, target: tone, harmonics, clean, trust, skin });
    const bright = relight(
      kernels,
      half.face,
      half.target,
      half.harmonics,
      half.trust,
      interocular / 2,
      options.relight,
    );
    const { face, contrast } = soothe(
      kernels,
      bright,
      half.target,
      half.skin,
      interocular / 2,
      options.relight,
    );
    return toFine(toneChange(half.face, face, contrast), width, height);
  });
  const { face: calm, contrast } = steps.time('bounds', () => {
    const room = { ...regions, outline, seen: shown, trust: cover.trust };
    return boundTone(kernels, changeTone(own, lit), tone, room, interocular, options.relight);
  });
  const { region, inside } = steps.time('border', () => {
    const { erode: least, retreat } = options;
    // Lines differ as they like, too, and are no border.
    const features = over ? larger(regions.features, over.lines) : regions.features;
    const choice = { clean: whole, outline, features, least, most: least + retreat };
    const chosen = chooseRegion(kernels, calm, tone, choice, interocular);
    return { region: chosen, inside: innerDistance(chosen) };
  });
  const blended = (): TonePlanes => {
    const anchor = combine(outline, cover.mask, (distance, covered) => (distance > 0 ? 1 - covered : 0));
    if (over) {
      for (let i = 0; i < anchor.data.length; i++) {
        if (over.things.data[i]! > 0 || over.lines.data[i]! > 0) anchor.data[i] = 0;
      }
    }
    const joint = { region, anchor, measured: multiply(trust, skin) };
    const joined = joinBorder(kernels, calm, tone, joint, interocular);
    return settleBorder(kernels, joined, tone, inside, clean, regions.features, interocular);
  };
  const face = options.blend === 'feather' ? calm : steps.time('blend', blended);
  const feather = options.feather * interocular;
  const alpha = smoothly(inside, feather);
  const beside =
    over?.lines.data.includes(1) && smoothly(outerDistance(over.lines), lineFeather * interocular);
  const gain = {
    log: multiply(lit.gain.log, contrast.log),
    a: multiply(lit.gain.a, contrast.a),
    b: multiply(lit.gain.b, contrast.b),
  };
  return { change: toneChange(own, face, gain), alpha: beside ? multiply(alpha, beside) : alpha, skin };
}

/** The trust of the target where the source is to be trusted, too; in place. */
function trustIn(trust: Plane, warped: Uint8ClampedArray): Plane {
  for (let i = 0; i < trust.data.length; i++) trust.data[i]! *= trustOfAlpha(warped[4 * i + 3]!);
  return trust;
}

/** Cover without the lines in it, which part nothing from the face. */
function besideLines(cover: Plane, lines: Plane, interocular: number): Plane {
  return without(cover, grow(lines, lineEdge * interocular));
}

/** 1 where the mesh shows bare skin of the source and nothing covers the target. */
function bareOf(outline: Plane, warped: Uint8ClampedArray, covered: Plane | undefined): Plane {
  const out = createPlane(outline.width, outline.height);
  for (let i = 0; i < out.data.length; i++) {
    if (!(outline.data[i]! > 0) || !isBare(warped[4 * i + 3]!)) continue;
    out.data[i] = covered !== undefined && covered.data[i]! > 0 ? 0 : 1;
  }
  return out;
}
