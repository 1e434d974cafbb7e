/** A labelling problem on a grid of cells: each is kept or given up. */
export interface CutGrid {
  readonly width: number;
  readonly height: number;
  /** What giving a cell up costs more than keeping it; negative where keeping it costs more. */
  readonly gain: Float64Array;
  /** What it costs when a cell and its right neighbour differ, 0 or more. */
  readonly right: Float64Array;
  /** The same for the neighbour below. */
  readonly down: Float64Array;
}

/**
 * The labelling of least cost, by a minimum cut (D. Greig et al., 1989): maximum flow over shortest augmenting paths in
 * layers (Y. Dinitz, 1970).
 * @returns 1 per cell that is kept.
 */
export function minCut({ width, height, gain, right, down }: CutGrid): Uint8Array {
  const size = width * height;
  // Residual capacities: four directions (right, left, down, up), from the source, to the sink.
  const flow = [right.slice(), new Float64Array(size), down.slice(), new Float64Array(size)];
  const steps = [1, -1, width, -width];
  for (let i = 0; i < size; i++) {
    if (i % width > 0) flow[1]![i] = right[i - 1]!;
    if (i >= width) flow[3]![i] = down[i - width]!;
    if (i % width === width - 1) flow[0]![i] = 0;
    if (i + width >= size) flow[2]![i] = 0;
  }
  const supply = gain.map((value) => Math.max(0, value));
  const demand = gain.map((value) => Math.max(0, -value));
  const level = new Int32Array(size);
  const queue = new Int32Array(size);
  const next = new Uint8Array(size);
  const path = new Int32Array(size + 1);

  const layers = (): boolean => {
    level.fill(-1);
    let [head, tail] = [0, 0];
    let reached = false;
    for (let i = 0; i < size; i++) {
      if (supply[i]! <= least) continue;
      level[i] = 0;
      queue[tail++] = i;
    }
    while (head < tail) {
      const i = queue[head++]!;
      if (demand[i]! > least) reached = true;
      for (let k = 0; k < 4; k++) {
        if (flow[k]![i]! <= least) continue;
        const j = i + steps[k]!;
        if (level[j]! >= 0) continue;
        level[j] = level[i]! + 1;
        queue[tail++] = j;
      }
    }
    return reached;
  };

  /** Sends what fits along one path of rising levels from `start` to a cell with demand. */
  const send = (start: number): boolean => {
    let depth = 0;
    path[0] = start;
    for (;;) {
      const i = path[depth]!;
      if (demand[i]! > least) {
        let amount = Math.min(supply[start]!, demand[i]!);
        for (let d = 0; d < depth; d++) amount = Math.min(amount, flow[next[path[d]!]!]![path[d]!]!);
        supply[start]! -= amount;
        demand[i]! -= amount;
        for (let d = 0; d < depth; d++) {
          const [at, k] = [path[d]!, next[path[d]!]!];
          flow[k]![at]! -= amount;
          flow[k ^ 1]![path[d + 1]!]! += amount;
        }
        return true;
      }
      let k = next[i]!;
      while (k < 4 && !(flow[k]![i]! > least && level[i + steps[k]!] === level[i]! + 1)) k++;
      next[i] = k;
      if (k < 4) {
        path[++depth] = i + steps[k]!;
      } else {
        if (depth === 0) return false;
        next[path[--depth]!]!++;
      }
    }
  };

  while (layers()) {
    next.fill(0);
    for (let i = 0; i < size; i++) {
      while (level[i] === 0 && supply[i]! > least && send(i));
    }
  }
  // What the source still reaches is kept.
  return Uint8Array.from(level, (value) => (value >= 0 ? 1 : 0));
}

/** Below this a capacity counts as used up. */
const least = 1e-9;
