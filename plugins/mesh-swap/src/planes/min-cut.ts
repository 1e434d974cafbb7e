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
 * layers (Y. Dinitz, 1970). Layers are counted from where flow ends: what can still reach it becomes less and less.
 * @returns 1 per cell that is kept.
 */
export function minCut(grid: CutGrid): Uint8Array {
  const flow = flowOf(grid);
  const { supply, next, queue } = flow;
  for (let reached = layers(flow); reached > 0; reached = layers(flow)) {
    next.fill(0);
    for (let n = 0; n < reached; n++) {
      const i = queue[n]!;
      while (supply[i]! > least && send(flow, i));
    }
  }
  return suppliedBy(flow);
}

/** Below this a capacity counts as used up. */
const least = 1e-9;

/** What may still flow. */
interface Flow {
  /** The cells that have anything to do with their neighbours. */
  readonly joined: Int32Array;
  readonly steps: Int32Array;
  /** Four capacities per cell: to the right, left, lower and upper neighbour. */
  readonly capacity: Float64Array;
  /** From the source, to the sink. */
  readonly supply: Float64Array;
  readonly demand: Float64Array;
  readonly level: Int32Array;
  /** The direction each cell tries next. */
  readonly next: Uint8Array;
  readonly queue: Int32Array;
  readonly path: Int32Array;
}

function flowOf({ width, height, gain, right, down }: CutGrid): Flow {
  const size = width * height;
  const capacity = new Float64Array(4 * size);
  const supply = new Float64Array(size);
  const demand = new Float64Array(size);
  const joined = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < size; i++) {
    const x = i % width;
    if (x < width - 1) capacity[4 * i] = right[i]!;
    if (x > 0) capacity[4 * i + 1] = right[i - 1]!;
    if (i + width < size) capacity[4 * i + 2] = down[i]!;
    if (i >= width) capacity[4 * i + 3] = down[i - width]!;
    supply[i] = Math.max(0, gain[i]!);
    demand[i] = Math.max(0, -gain[i]!);
    const at = 4 * i;
    if (capacity[at]! + capacity[at + 1]! + capacity[at + 2]! + capacity[at + 3]! > 0) joined[count++] = i;
  }
  return {
    joined: joined.subarray(0, count),
    steps: Int32Array.of(1, -1, width, -width),
    capacity,
    supply,
    demand,
    level: new Int32Array(size),
    next: new Uint8Array(size),
    queue: new Int32Array(size),
    path: new Int32Array(size + 1),
  };
}

/** The level of cells from which nothing can flow any more. */
const cutOff = -2;

/** Numbers the cells by their distance from demand, and lists them in the queue. @returns How many there are; 0 when none of them has supply. */
function layers({ joined, steps, capacity, supply, demand, level, queue }: Flow): number {
  level.fill(cutOff);
  let tail = 0;
  let supplied = false;
  for (const i of joined) {
    if (demand[i]! <= least) continue;
    level[i] = 0;
    queue[tail++] = i;
  }
  for (let head = 0; head < tail; head++) {
    const i = queue[head]!;
    if (supply[i]! > least) supplied = true;
    for (let k = 0; k < 4; k++) {
      const j = i + steps[k]!;
      if (j < 0 || j >= level.length || level[j] !== cutOff || capacity[4 * j + (k ^ 1)]! <= least) continue;
      level[j] = level[i]! + 1;
      queue[tail++] = j;
    }
  }
  return supplied ? tail : 0;
}

/** 1 for each cell that what is left of the supply still reaches. */
function suppliedBy({ steps, capacity, supply, queue }: Flow): Uint8Array {
  const kept = new Uint8Array(supply.length);
  let tail = 0;
  for (let i = 0; i < kept.length; i++) {
    if (supply[i]! <= least) continue;
    kept[i] = 1;
    queue[tail++] = i;
  }
  for (let head = 0; head < tail; head++) {
    const i = queue[head]!;
    for (let k = 0; k < 4; k++) {
      const j = i + steps[k]!;
      if (capacity[4 * i + k]! <= least || kept[j] === 1) continue;
      kept[j] = 1;
      queue[tail++] = j;
    }
  }
  return kept;
}

/** Sends what fits along one path of falling levels from `start` to a cell with demand. @returns Whether there was a path. */
function send(flow: Flow, start: number): boolean {
  const { steps, capacity, demand, level, next, path } = flow;
  let depth = 0;
  path[0] = start;
  for (;;) {
    const i = path[depth]!;
    if (demand[i]! > least) {
      push(flow, depth);
      return true;
    }
    let k = next[i]!;
    while (k < 4 && !(capacity[4 * i + k]! > least && level[i + steps[k]!] === level[i]! - 1)) k++;
    next[i] = k;
    if (k < 4) {
      path[++depth] = i + steps[k]!;
    } else {
      if (depth === 0) return false;
      next[path[--depth]!]!++;
    }
  }
}

/** Sends what fits along the path. */
function push({ capacity, supply, demand, next, path }: Flow, length: number): void {
  const [start, end] = [path[0]!, path[length]!];
  let amount = Math.min(supply[start]!, demand[end]!);
  for (let d = 0; d < length; d++) amount = Math.min(amount, capacity[4 * path[d]! + next[path[d]!]!]!);
  supply[start]! -= amount;
  demand[end]! -= amount;
  for (let d = 0; d < length; d++) {
    const k = next[path[d]!]!;
    capacity[4 * path[d]! + k]! -= amount;
    capacity[4 * path[d + 1]! + (k ^ 1)]! += amount;
  }
}
