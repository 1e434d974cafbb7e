import type { Kernels } from '@facet/api';
import { blur } from './planes/blur.js';
import { minCut } from './planes/min-cut.js';
import { createPlane, recycle, type Plane } from './planes/plane.js';
import { enlarge, reduce } from './planes/reduce.js';
import { lightnessOf, type TonePlanes } from './planes/tone.js';

/** Side of the cells the border is chosen on, in IOD. */
const cellSize = 0.04;
/** What a cell of the new face is worth, in colour differences: skin that differs more from the target's is given up. Source: measured on 36 pairs. */
const worth = 20;
/** What a cell's side of border costs: outlines should be short. */
const borderCost = 12;
/** A colour difference beyond this is as bad as any. */
const worst = 40;
/** What is settled beforehand outweighs everything else. */
const settled = 1e4;
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;

/** What the border is chosen from, on the pixels. */
export interface Choice {
  /** 0/1, where both faces are seen. */
  readonly clean: Plane;
  /** Distance from the face outline, in IOD. */
  readonly outline: Plane;
  /** 0/1: eyes, brows and lips, which may differ as they like. */
  readonly features: Plane;
  /** How far inside the outline the face ends at least and at most (while nothing covers it), in IOD. */
  readonly least: number;
  readonly most: number;
}

/**
 * The part of the face that is replaced, 0 or 1: as much as possible, with a short border that runs where both faces
 * agree. Skin near the outline that does not look like the target's (hair of the source, an ear) is left out. The cheapest
 * choice of cells is a minimum cut (after J. Jia et al., Drag-and-Drop Pasting, 2006, and V. Kwatra et al., Graphcut Textures, 2003).
 */
export function chooseRegion(
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  choice: Choice,
  interocular: number,
): Plane {
  const factor = Math.max(1, Math.round(cellSize * interocular));
  const { clean, outline, features } = choice;
  const seen = reduce(clean, factor);
  const [bright, wanted] = [lightnessOf(face.log), lightnessOf(target.log)];
  const light = meanDifference(bright, wanted, clean, 1, factor);
  recycle(bright, wanted);
  const a = meanDifference(face.a, target.a, clean, toLab, factor);
  const b = meanDifference(face.b, target.b, clean, toLab, factor);
  const differs = sizeOf([light, a, b], seen).data;
  const depth = reduce(outline, factor);
  const marked = reduce(features, factor);
  const { width, height } = seen;
  const size = width * height;
  const gain = new Float64Array(size);
  const right = new Float64Array(size);
  const down = new Float64Array(size);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const free = marked.data[i]! > 0.5 ? 0 : differs[i]!;
      if (seen.data[i]! < 0.5 || depth.data[i]! < choice.least) gain[i] = -settled;
      else if (depth.data[i]! > choice.most) gain[i] = settled;
      else gain[i] = worth - free;
      if (x + 1 < width) right[i] = borderCost + (differs[i]! + differs[i + 1]!) / 2;
      if (y + 1 < height) down[i] = borderCost + (differs[i]! + differs[i + width]!) / 2;
    }
  }
  const kept = createPlane(width, height);
  kept.data.set(minCut({ width, height, gain, right, down }));
  const soft = enlarge(blur(kernels, kept, 1), factor, outline.width, outline.height);
  for (let i = 0; i < soft.data.length; i++) {
    soft.data[i] = soft.data[i]! > 0.5 && clean.data[i]! > 0 && outline.data[i]! > choice.least ? 1 : 0;
  }
  return soft;
}

/** The colour difference of each cell, of what is seen of it. */
function sizeOf([p, q, r]: readonly [Plane, Plane, Plane], seen: Plane): Plane {
  const out = createPlane(seen.width, seen.height);
  for (let i = 0; i < out.data.length; i++) {
    const share = seen.data[i]!;
    const size = Math.sqrt(p.data[i]! ** 2 + q.data[i]! ** 2 + r.data[i]! ** 2);
    if (share > 0) out.data[i] = Math.min(worst, size / share);
  }
  return out;
}

/** `unit * (p - q)` where both faces are seen, as means of blocks. */
function meanDifference(p: Plane, q: Plane, clean: Plane, unit: number, factor: number): Plane {
  const difference = createPlane(clean.width, clean.height);
  for (let i = 0; i < difference.data.length; i++) {
    if (clean.data[i]! > 0) difference.data[i] = unit * (p.data[i]! - q.data[i]!);
  }
  const small = reduce(difference, factor);
  recycle(difference);
  return small;
}
