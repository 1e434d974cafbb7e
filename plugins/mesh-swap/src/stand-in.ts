import type { Harmonics } from './mesh/harmonics.js';
import type { MeshRaster } from './mesh/raster.js';
import type { Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';
import type { FaceRegions } from './regions.js';
import type { MeshView } from './source.js';

/** What is known about the pixels of a view. */
export interface Seen {
  readonly raster: MeshRaster;
  readonly harmonics: Harmonics;
  readonly regions: FaceRegions;
}

/** A part of the face that is taken as a whole or not at all: two expressions in one eye or mouth would not fit. */
export interface WholePart {
  /** Mesh points around it. */
  readonly points: readonly number[];
  /** Whether it may be taken. */
  readonly fits: boolean;
}

/** What may stand in for a part of a view: the other half of the face, or the same face on another picture. */
export interface StandIn {
  readonly view: MeshView;
  /** How many times the skin around each mesh point is stretched by it, in pixels as fine as those of the view to complete. */
  readonly stretch: Float32Array;
  /** Skin of the view that is stretched more than this is taken from here, where it is stretched less by the factor `better`. */
  readonly thin: number;
  readonly better: number;
  /** Whether it is the same skin: then what is lighter or of another colour speaks against the view, too, and a dark mark is no hair. */
  readonly same: boolean;
  /** Without them, features beside what covers the face are taken pixel by pixel. */
  readonly wholes: readonly WholePart[];
  /** Its tone in the light of the view, both on the pixels of the view; a weight of 0..1 says where they may be compared. */
  readonly inLightOf: (face: TonePlanes, view: TonePlanes, weight: Plane) => TonePlanes;
  /** The alpha of a pixel that is taken, from its own. */
  readonly alphaOf: (own: number) => number;
}
