import type { Image, Kernels, Mask, SwapResult } from '@facet/api';
import { eyesOpen, keptEyes } from './eyes.js';
import { fromGrid, gridInterocular, gridOf, resampled, type Grid } from './grid.js';
import { holdStill } from './hold-still.js';
import { placeMesh } from './mesh/place.js';
import { interocularOf } from './mesh/pose.js';
import { keepParts } from './kept-part.js';
import { keptMouth } from './mouth.js';
import { findOccluders, type Occluders } from './occluders.js';
import type { MeshSwapOptions } from './options.js';
import { applyTone } from './paint.js';
import { larger, type Plane } from './planes/plane.js';
import { withProportions } from './proportions.js';
import type { MeshView } from './source.js';
import { untimed, type Steps } from './steps.js';
import { studyFaces } from './study.js';
import { moveSurroundings, type Moved } from './surroundings.js';
import { warpView } from './warp-view.js';
import { fromWindow, throughWindow, toWindow, windowAround, type Window } from './window.js';

/**
 * The grid on which light, cover and border are looked at, as a share of the one for what lies over a face: they change slowly.
 * Source: measured on 36 pairs (with 3/4 fewer results are nearer the source than the target).
 */
const coarser = 5 / 6;

/**
 * Carries a view of the source onto the target's mesh and blends it in. What decides about the result is measured on a
 * coarser grid; the crop's own pixels are warped, changed in tone, matched in grain and blended once. All but the move of the
 * surroundings is done in the window around the mesh.
 * @param crop The target's crop.
 * @param mesh The target's mesh in the crop's pixels.
 * @param gridEyes Distance of the eyes in pixels of the grid.
 */
export function swapFace(
  kernels: Kernels,
  crop: Image,
  mesh: Float32Array,
  view: MeshView,
  options: MeshSwapOptions,
  steps: Steps = untimed,
  gridEyes = gridInterocular,
): SwapResult {
  const free = steps.time('proportions', () => withProportions(mesh, view.shape, options.proportions));
  const window = windowAround(crop, [mesh, free], interocularOf(free));
  const { width, height } = window;
  const own = placeMesh(mesh, toWindow(window));
  const wanted = free === mesh ? own : placeMesh(free, toWindow(window));
  const grid = gridOf(window, interocularOf(free), gridEyes);
  const over = steps.time('occluders', () =>
    options.keepOccluders
      ? findOccluders(kernels, throughWindow(kernels, crop, window), own, grid)
      : undefined,
  );
  const shaped = over && wanted !== own ? holdStill(own, wanted, over, window) : wanted;
  const moved = steps.time('surroundings', () =>
    shaped === own ? undefined : moveSurroundings(kernels, crop, mesh, placeMesh(shaped, fromWindow(window))),
  );
  const target = throughWindow(kernels, moved?.image ?? crop, window);
  const interocular = interocularOf(shaped);
  const coarse = gridOf(window, interocular, gridEyes * coarser);
  const covered = over && onGrid(over, coarse);
  const findings = studyFaces(kernels, target, shaped, view, options, coarse, steps, covered);

  const painted = steps.time('warp', () => warpView(kernels, view, shaped, width, height, interocular));
  const held = over && heldBy(over, width, height);
  const { alpha, skin } = steps.time('mask', () => {
    const soft = fromGrid(findings.alpha, width, height);
    const mouth = options.keepMouthInterior ? keptMouth(shaped, interocular, view.mouth) : undefined;
    const seen = eyesOpen(
      kernels,
      { width, height, data: kernels.readImage(target) },
      shaped,
      interocular,
      held,
    );
    const eyes = keptEyes(shaped, interocular, { source: view.eyes, target: seen, gaze: options.gaze });
    if (eyes.whole > 0) steps.warn(keptEyesReason(eyes.whole));
    keepParts(soft, mouth ? [mouth, ...eyes.parts] : eyes.parts);
    if (held) keepOut(soft, held);
    const levels = levelsOf(soft, kernels.readImage(painted));
    return { alpha: levels, skin: skinOf(fromGrid(findings.skin, width, height), levels) };
  });
  const where = kernels.importMask(width, height, alpha);
  steps.time('tone', () => applyTone(kernels, painted, findings.change, where));
  steps.time('grain', () => {
    const measured = kernels.importMask(width, height, skin);
    kernels.matchGrain(painted, target, measured, where, options.grain);
  });
  return steps.time('compose', () => compose(kernels, crop, { painted, alpha, where, held }, moved, window));
}

function keptEyesReason(count: number): string {
  return `${count === 1 ? 'An eye is' : 'The eyes are'} closed on one of the two faces: the target's ${count === 1 ? 'stays as it is' : 'stay as they are'}.`;
}

/** Takes the new face away where something lies over the target's. */
function keepOut(alpha: Plane, held: Plane): void {
  for (let i = 0; i < alpha.data.length; i++) if (held.data[i]! > 0) alpha.data[i] = 0;
}

/** What lies over a face, on another grid. */
function onGrid({ things, lines }: Occluders, grid: Grid): Occluders {
  return { things: resampled(things, grid), lines: resampled(lines, grid) };
}

/** Above 0 where something lies over the face; nothing where nothing does. */
function heldBy({ things, lines }: Occluders, width: number, height: number): Plane | undefined {
  if (!things.data.includes(1) && !lines.data.includes(1)) return undefined;
  return fromGrid(larger(things, lines), width, height);
}

/** Alpha 0..1 as levels; 0 where the warped source does not reach. */
function levelsOf(alpha: Plane, warped: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(alpha.data.length);
  for (let i = 0; i < out.length; i++) {
    const share = alpha.data[i]!;
    if (share > 0 && warped[4 * i + 3]! > 0) out[i] = Math.round(255 * share);
  }
  return out;
}

/** 1 where grain is measured: on skin that is seen in the result. */
function skinOf(skin: Plane, alpha: Uint8Array): Uint8Array {
  const out = new Uint8Array(alpha.length);
  for (let i = 0; i < out.length; i++) if (alpha[i]! > 0 && skin.data[i]! > 0.5) out[i] = 1;
  return out;
}

/** A new face in the window. */
interface NewFace {
  readonly painted: Image;
  /** Levels of how much of it each place takes, and the same in the kernels' memory. */
  readonly alpha: Uint8Array;
  readonly where: Mask;
  /** Above 0 where something lies over the face. */
  readonly held: Plane | undefined;
}

/**
 * The swapped crop and its mask. Where the surroundings have moved, the mask is full up to where the move ends, and the
 * face is already mixed in; otherwise the mask is the face's own soft edge.
 */
function compose(
  kernels: Kernels,
  crop: Image,
  { painted, alpha, where, held }: NewFace,
  moved: Moved | undefined,
  window: Window,
): SwapResult {
  const { width, height } = crop;
  const image = moved?.image ?? throughWindow(kernels, crop, { x: 0, y: 0, width, height });
  const share = moved ? where : kernels.importMask(window.width, window.height, wholeOf(alpha));
  kernels.paste(image, painted, share, toWindow(window));
  const mask = kernels.createMask(width, height);
  kernels.warpMask(where, mask, fromWindow(window));
  if (moved) {
    if (held) takeOut(moved.area, width, held, window);
    kernels.combineMasks(mask, kernels.importMask(width, height, moved.area), 'max');
  }
  return { image, mask };
}

/** Full wherever there is anything. */
function wholeOf(levels: Uint8Array): Uint8Array {
  const out = new Uint8Array(levels.length);
  for (let i = 0; i < out.length; i++) if (levels[i]! > 0) out[i] = 255;
  return out;
}

/** Takes what lies over the face out of an area of the crop, in place. */
function takeOut(area: Uint8Array, stride: number, held: Plane, { x, y }: Window): void {
  for (let row = 0, i = 0; row < held.height; row++) {
    const start = (y + row) * stride + x;
    for (let at = start; at < start + held.width; at++, i++) if (held.data[i]! > 0) area[at] = 0;
  }
}
