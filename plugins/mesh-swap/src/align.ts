import { boundsOf, type Affine, type Alignment, type Face } from '@facet/api';
import { meshRequired } from './errors.js';
import { interocularOf } from './mesh/pose.js';

/** Room around the mesh for the rings that make place for other proportions, in IOD. */
const margin = 0.65;
/** Crops whose longest side is smaller are enlarged by a whole factor. */
const leastSize = 128;

/**
 * The upright rectangle around the mesh, at the face's own resolution: a crop that neither turns nor shifts by parts of
 * a pixel returns to the frame without resampling. Faces larger than `maxSize` are reduced, tiny ones enlarged.
 * @throws FacetError `MESH_REQUIRED`.
 */
export function alignMesh(face: Face, maxSize: number): Alignment {
  const mesh = face.landmarks.mesh468;
  if (mesh === undefined) throw meshRequired('target');
  const bounds = boundsOf(mesh, 3);
  const room = margin * interocularOf(mesh) + 2;
  const x = Math.floor(bounds.x - room);
  const y = Math.floor(bounds.y - room);
  const width = Math.max(8, Math.ceil(bounds.x + bounds.width + room) - x);
  const height = Math.max(8, Math.ceil(bounds.y + bounds.height + room) - y);
  const longest = Math.max(width, height);
  const scale = longest > maxSize ? maxSize / longest : Math.max(1, Math.ceil(leastSize / longest));
  return {
    width: Math.max(8, Math.round(width * scale)),
    height: Math.max(8, Math.round(height * scale)),
    frameToCrop: scaleAbout(scale, x, y),
  };
}

/** Scales so that the frame pixel (x, y) covers the crop's first pixels evenly. */
function scaleAbout(scale: number, x: number, y: number): Affine {
  const shift = (scale - 1) / 2;
  return { a: scale, b: 0, tx: shift - scale * x, c: 0, d: scale, ty: shift - scale * y };
}
