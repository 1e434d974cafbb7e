import { blur } from './planes/blur.js';
import { minCut } from './planes/min-cut.js';
import { createPlane, mapPlane, type Plane } from './planes/plane.js';
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
  face: TonePlanes,
  target: TonePlanes,
  choice: Choice,
  interocular: number,
): Plane {
  const factor = Math.max(1, Math.round(cellSize * interocular));
  const { clean, outline, features } = choice;
  const seen = reduce(clean, factor);
  const mean = (to: Plane, from: Plane, unit: number): Plane => {
    const difference = createPlane(clean.width, clean.height);
    for (let i = 0; i < difference.data.length; i++) {
      if (clean.data[i]! > 0) difference.data[i] = unit * (to.data[i]! - from.data[i]!);
    }
    return reduce(difference, factor);
  };
  const light = mean(lightnessOf(face.log), lightnessOf(target.log), 1);
  const a = mean(face.a, target.a, toLab);
  const b = mean(face.b, target.b, toLab);
  const differs = mapPlane(seen, (share, i) =>
    share > 0 ? Math.min(worst, Math.hypot(light.data[i]!, a.data[i]!, b.data[i]!) / share) : 0,
  );
  const depth = reduce(outline, factor);
  const marked = reduce(features, factor);
  const { width, height } = seen;
  const size = width * height;
  const gain = new Float64Array(size);
  const right = new Float64Array(size);
  const down = new Float64Array(size);
  const border = (i: number, j: number): number => borderCost + (differs.data[i]! + differs.data[j]!) / 2;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const free = marked.data[i]! > 0.5 ? 0 : differs.data[i]!;
      if (seen.data[i]! < 0.5 || depth.data[i]! < choice.least) gain[i] = -settled;
      else if (depth.data[i]! > choice.most) gain[i] = settled;
      else gain[i] = worth - free;
      if (x + 1 < width) right[i] = border(i, i + 1);
      if (y + 1 < height) down[i] = border(i, i + width);
    }
  }
  const kept = createPlane(width, height);
  kept.data.set(minCut({ width, height, gain, right, down }));
  const soft = enlarge(blur(kept, 1), factor, outline.width, outline.height);
  return mapPlane(soft, (value, i) =>
    value > 0.5 && clean.data[i]! > 0 && outline.data[i]! > choice.least ? 1 : 0,
  );
}
