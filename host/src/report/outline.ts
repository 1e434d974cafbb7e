import type { Plane } from './lab.js';

/** A short piece of an outline. */
export interface OutlinePiece {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  /** The unit normal that points out of the region. */
  readonly nx: number;
  readonly ny: number;
  /** In pixels. */
  readonly length: number;
}

/**
 * The outline of the region where a field is above a level, cell by cell (marching squares, W. Lorensen and H. Cline, 1987). The
 * field should be smooth over a pixel or two, because its slope gives the normals. The picture's border is no outline.
 */
export function traceOutline(field: Plane, level: number): readonly OutlinePiece[] {
  const { width, height, data } = field;
  const pieces: OutlinePiece[] = [];
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const i = y * width + x;
      const corners = [data[i]!, data[i + 1]!, data[i + width + 1]!, data[i + width]!] as const;
      const above = corners.filter((value) => value > level).length;
      if (above === 0 || above === 4) continue;
      const cuts = crossings(corners, level);
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        const [p, q] = [cuts[k]!, cuts[k + 1]!];
        const piece = pieceBetween(p, q, corners);
        if (piece) pieces.push({ ...piece, x: x + piece.x, y: y + piece.y });
      }
    }
  }
  return pieces;
}

type Corners = readonly [number, number, number, number];
type Cut = readonly [x: number, y: number];

const places: readonly Cut[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** Where the level is crossed on the cell's edges, clockwise from the top: two places, or four at a saddle. */
function crossings(corners: Corners, level: number): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let k = 0; k < 4; k++) {
    const next = (k + 1) % 4;
    const [from, to] = [corners[k]!, corners[next]!];
    if (from > level === to > level) continue;
    const t = (level - from) / (to - from);
    const [p, q] = [places[k]!, places[next]!];
    cuts.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
  }
  return cuts;
}

function pieceBetween(p: Cut, q: Cut, [a, b, c, d]: Corners): OutlinePiece | undefined {
  const x = (p[0] + q[0]) / 2;
  const y = (p[1] + q[1]) / 2;
  const slopeX = (1 - y) * (b - a) + y * (c - d);
  const slopeY = (1 - x) * (d - a) + x * (c - b);
  const slope = Math.hypot(slopeX, slopeY);
  const length = Math.hypot(q[0] - p[0], q[1] - p[1]);
  return slope > 0 && length > 0 ? { x, y, nx: -slopeX / slope, ny: -slopeY / slope, length } : undefined;
}
