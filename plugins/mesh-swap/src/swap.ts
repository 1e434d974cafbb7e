import type { Image, Kernels, SwapResult } from '@facet/api';
import { eyesOpen, keptEyes } from './eyes.js';
import { fromGrid, gridInterocular, gridOf } from './grid.js';
import { holdStill } from './hold-still.js';
import { interocularOf } from './mesh/pose.js';
import { keepParts } from './kept-part.js';
import { keptMouth } from './mouth.js';
import { findOccluders } from './occluders.js';
import type { MeshSwapOptions } from './options.js';
import { applyTone } from './paint.js';
import { combine, type Plane } from './planes/plane.js';
import { withProportions } from './proportions.js';
import type { MeshView } from './source.js';
import { untimed, type Steps } from './steps.js';
import { studyFaces } from './study.js';
import { moveSurroundings, type Moved } from './surroundings.js';
import { warpView } from './warp-view.js';

/**
 * Carries a view of the source onto the target's mesh and blends it in. What decides about the result is measured on a
 * coarser grid; the crop's own pixels are warped, changed in tone, matched in grain and blended once.
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
  const { width, height } = crop;
  const free = steps.time('proportions', () => withProportions(mesh, view.mesh, options.proportions));
  const grid = gridOf(crop, interocularOf(free), gridEyes);
  const over = steps.time('occluders', () =>
    options.keepOccluders ? findOccluders(kernels, crop, mesh, grid) : undefined,
  );
  const shaped = over && free !== mesh ? holdStill(mesh, free, over, crop) : free;
  const moved = steps.time('surroundings', () =>
    shaped === mesh ? undefined : moveSurroundings(kernels, crop, mesh, shaped),
  );
  const target = moved?.image ?? crop;
  const interocular = interocularOf(shaped);
  const findings = studyFaces(kernels, target, shaped, view, options, grid, steps, over);

  const painted = steps.time('warp', () => warpView(kernels, view, shaped, width, height, interocular));
  const held = over && fromGrid(combine(over.things, over.lines, Math.max), width, height);
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
  return steps.time('compose', () => compose(kernels, target, painted, alpha, moved, held));
}

function keptEyesReason(count: number): string {
  return `${count === 1 ? 'An eye is' : 'The eyes are'} closed on one of the two faces: the target's ${count === 1 ? 'stays as it is' : 'stay as they are'}.`;
}

/** Takes the new face away where something lies over the target's. */
function keepOut(alpha: Plane, held: Plane): void {
  for (let i = 0; i < alpha.data.length; i++) if (held.data[i]! > 0) alpha.data[i] = 0;
}

/** Alpha 0..1 as levels; 0 where the warped source does not reach. */
function levelsOf(alpha: Plane, warped: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(alpha.data.length);
  for (let i = 0; i < out.length; i++) {
    if (warped[4 * i + 3]! > 0) out[i] = Math.round(255 * alpha.data[i]!);
  }
  return out;
}

/** 1 where grain is measured: on skin that is seen in the result. */
function skinOf(skin: Plane, alpha: Uint8Array): Uint8Array {
  const out = new Uint8Array(alpha.length);
  for (let i = 0; i < out.length; i++) if (alpha[i]! > 0 && skin.data[i]! > 0.5) out[i] = 1;
  return out;
}

/**
 * The swapped crop and its mask. Where the surroundings have moved, the mask is full up to where the move ends, and the
 * face is already mixed in; otherwise the mask is the face's own soft edge.
 */
function compose(
  kernels: Kernels,
  target: Image,
  face: Image,
  alpha: Uint8Array,
  moved: Moved | undefined,
  held: Plane | undefined,
): SwapResult {
  const [pixels, painted] = [kernels.readImage(target), kernels.readImage(face)];
  const mask = alpha.slice();
  for (let i = 0, p = 0; i < alpha.length; i++, p += 4) {
    if (moved && moved.area[i]! > 0) mask[i] = held && held.data[i]! > 0 ? 0 : 255;
    if (alpha[i] === 0) continue;
    const share = moved ? alpha[i]! / 255 : 1;
    pixels[p]! += share * (painted[p]! - pixels[p]!);
    pixels[p + 1]! += share * (painted[p + 1]! - pixels[p + 1]!);
    pixels[p + 2]! += share * (painted[p + 2]! - pixels[p + 2]!);
  }
  return {
    image: kernels.importImage({ width: target.width, height: target.height, data: pixels }),
    mask: kernels.importMask(target.width, target.height, mask),
  };
}
