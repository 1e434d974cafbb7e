/** Runs shorter than this are repeated within one measurement. */
const leastMs = 15;

/**
 * Medians of contestants that take turns, in milliseconds per run: whatever else the machine does, it does to all of them.
 * @param contestants name -> (times) => milliseconds per run, maybe as a promise
 */
export async function takeTurns(contestants, { repetitions, budgetMs }) {
  const entries = [];
  for (const [name, run] of Object.entries(contestants)) {
    await run(1);
    const once = await run(1);
    entries.push({
      name,
      run,
      times: Math.max(1, Math.ceil(leastMs / Math.max(once, 1e-3))),
      once,
      found: [],
    });
  }
  const start = performance.now();
  for (let turn = 0; turn < repetitions; turn++) {
    for (const { run, times, found } of entries) found.push(await run(times));
    if (turn >= 2 && performance.now() - start > budgetMs) break;
  }
  return Object.fromEntries(entries.map(({ name, found }) => [name, median(found)]));
}

/**
 * Milliseconds of processor time per run of something synchronous. The time of day would also count what else the machine
 * does meanwhile.
 */
export function timed(run) {
  return (times) => {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / times;
  };
}

/** The same for something that may be a promise. Threads of this process count, too. */
export function timedLater(run) {
  return async (times) => {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) await run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / times;
  };
}

export function median(values) {
  const sorted = values.toSorted((p, q) => p - q);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
