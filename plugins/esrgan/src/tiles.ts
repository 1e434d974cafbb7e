import type { Rect } from '@facet/api';

/** One step of work on a large picture. All sizes are whole pixels of the small picture. */
export interface Tile {
  /** What this tile contributes to the result. Cores cover the picture and do not overlap. */
  readonly core: Rect;
  /** What the model sees: the core with its surroundings, as far as the picture goes. */
  readonly seen: Rect;
}

/** Cuts a picture into cores of at most `side` pixels that see `pad` pixels around them. */
export function cutTiles(width: number, height: number, side: number, pad: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (const y of steps(height, side)) {
    for (const x of steps(width, side)) {
      const core = { x: x.start, y: y.start, width: x.end - x.start, height: y.end - y.start };
      const left = Math.max(0, x.start - pad);
      const top = Math.max(0, y.start - pad);
      const seen = {
        x: left,
        y: top,
        width: Math.min(width, x.end + pad) - left,
        height: Math.min(height, y.end + pad) - top,
      };
      tiles.push({ core, seen });
    }
  }
  return tiles;
}

/** Cuts a length into parts of nearly the same size, none longer than `side`. */
function steps(length: number, side: number): readonly { start: number; end: number }[] {
  const count = Math.ceil(length / side);
  const edge = (i: number): number => Math.round((i * length) / count);
  return Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1) }));
}
