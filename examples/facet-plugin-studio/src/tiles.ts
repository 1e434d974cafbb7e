/** A square part of the frame, in pixels. It may reach past the edge. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** How much of a tile its neighbour sees too: a face up to a third of a tile lies whole in one of them. */
const shared = 1 / 3;

/** The frame as a whole, then squares of half the side, and so on, as long as they are not smaller than `smallest`. */
export function layOutTiles(width: number, height: number, smallest: number): readonly Tile[] {
  const longest = Math.max(width, height);
  const tiles: Tile[] = [{ x: (width - longest) / 2, y: (height - longest) / 2, side: longest }];
  for (let side = longest / 2; side >= smallest; side /= 2) {
    for (const y of spread(height, side)) {
      for (const x of spread(width, side)) tiles.push({ x, y, side });
    }
  }
  return tiles;
}

function spread(length: number, side: number): readonly number[] {
  if (length <= side) return [(length - side) / 2];
  const steps = Math.ceil((length - side) / (side * (1 - shared)));
  return Array.from({ length: steps + 1 }, (_, step) => (step * (length - side)) / steps);
}
