import type { Kernels } from '@facet/api';
import { joinBorder } from './border.js';
import { bothFaces } from './both-faces.js';
import { shareWithin } from './limits.js';
import { missingIn } from './missing.js';
import { innerDistance } from './planes/distance.js';
import { grow } from './planes/near.js';
import { mapPlane, multiply, smoothstep, type Plane } from './planes/plane.js';
import { hulls } from './planes/polygon.js';
import { spill } from './planes/spill.js';
import { writeTone } from './planes/tone.js';
import type { MeshView } from './source.js';
import type { Seen, StandIn } from './stand-in.js';
import { coveredAlpha } from './view-alpha.js';

/** How far beyond what is missing the skin is replaced, too, in IOD: hair throws shadows and ends in single strands. */
const room = 0.06;
/** Soft edge of what is replaced, in IOD. */
const softness = 0.05;
/** What skin has to be trusted by to speak for the light beside what is replaced. */
const leastTrust = 0.15;
/** How far what is painted goes on beyond the outline of the face, in IOD: drawn wide, the ground behind it would show. */
const beyond = 0.05;
/** Room around a part that is taken as a whole, in IOD. */
const partRoom = 0.07;
/** A part of which the view shows this share stays its own; of the stand-in's, that much must be seen. */
const [enough, whole] = [0.92, 0.97];

/**
 * Paints what a view does not show (hair over the face, skin that faces away) with what stands in for it, where that shows it: light and
 * colour follow the skin beside it (P. Pérez et al., Poisson image editing, 2003). What neither shows is marked as covered. In place.
 * @returns Which of the whole parts were taken.
 */
export function completeFrom(
  kernels: Kernels,
  view: MeshView,
  seen: Seen,
  from: StandIn,
): readonly boolean[] {
  const { data, interocular } = view;
  const { features } = seen.regions;
  const both = bothFaces(kernels, view, seen, from);
  const missing = missingIn(kernels, view, both, seen.regions, from);
  const taken = from.wholes.map(({ points, fits }) => {
    const part = partOf(view, points);
    const take = fits && shareWithin(both.bare, part) < enough && shareWithin(both.shown, part) > whole;
    for (let i = 0; i < part.data.length; i++) if (part.data[i]! > 0) missing.data[i] = take ? 1 : 0;
    return take;
  });
  const wide = grow(missing, room * interocular);
  const hole = mapPlane(both.shown, (shown, i) =>
    missing.data[i]! > 0 || (wide.data[i]! > 0 && features.data[i] === 0) ? shown * both.face.data[i]! : 0,
  );
  for (let i = 0; i < hole.data.length; i++) {
    if (missing.data[i]! > hole.data[i]!) data[4 * i + 3] = coveredAlpha;
  }
  if (hole.data.every((value) => value === 0)) return taken;
  const anchor = mapPlane(both.trust, (trust, i) => (wide.data[i] === 0 && trust > leastTrust ? 1 : 0));
  const joint = { region: hole, anchor, measured: multiply(both.trust, anchor) };
  const painted = data.slice();
  writeTone(kernels, joinBorder(kernels, both.other, both.tone, joint, interocular), painted, hole);
  const inside = innerDistance(hole);
  for (let i = 0, p = 0; i < hole.data.length; i++, p += 4) {
    if (hole.data[i] === 0) continue;
    const share = missing.data[i]! > 0 ? 1 : smoothstep(0, softness * interocular, inside.data[i]!);
    for (let k = p; k < p + 3; k++) data[k] = data[k]! + share * (painted[k]! - data[k]!);
    data[p + 3] = from.alphaOf(both.alpha.data[i]!);
  }
  spill(data, hole, both.face, Math.ceil(beyond * interocular));
  return taken;
}

/** What a loop of mesh points encloses, with some room, 0 or 1. */
function partOf({ mesh, width, height, interocular }: MeshView, points: readonly number[]): Plane {
  return grow(hulls(mesh, width, height, points), partRoom * interocular);
}
