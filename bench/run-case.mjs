import { takeTurns, timed, timedLater } from './measure.mjs';

/** The reference runs once when it takes longer than this: nobody waits for it. */
const patienceMs = 2500;

/** Time given to the turns of one row. */
const budgetMs = 6000;

/**
 * One row of the table: milliseconds of the kernel, and how many times longer each rival takes.
 * @param libraries programs in this process: `{ name, prepare(op, args, inputs) }`
 */
export async function measureCase(entry, kernels, reference, opencv, libraries, repetitions) {
  const rivals = opencv === undefined ? {} : await prepareRivals(entry, opencv);
  const difference = await compareOutputs(entry, kernels, rivals);
  const prepared = entry.make(kernels);
  const contestants = { facet: timed(prepared.run) };
  for (const [name, rival] of Object.entries(rivals)) contestants[name] = rival.run;
  const inProcess = prepareLibraries(entry, libraries);
  for (const [name, { run }] of Object.entries(inProcess)) contestants[name] = timedLater(run);
  if (entry.bytes !== undefined) contestants['memory copy'] = timed(copyOf(entry.bytes));
  const found = await takeTurns(contestants, { repetitions, budgetMs });
  const { facet, ...others } = found;
  const ratios = Object.fromEntries(Object.entries(others).map(([name, ms]) => [name, ms / facet]));
  if (reference !== undefined) {
    const ms = timeReference(entry, reference);
    if (ms !== undefined) ratios.reference = ms / found.facet;
  }
  for (const rival of [...Object.values(rivals), ...Object.values(inProcess)]) await rival.drop();
  kernels.release(0);
  return {
    kernel: entry.kernel,
    size: entry.size,
    ms: found.facet,
    rivalMs: found,
    ratios,
    targets: targetsOf(entry.target),
    ...(difference === undefined ? {} : { difference, tolerance: entry.tolerance }),
  };
}

/** The libraries that have the operation which OpenCV is asked for. */
function prepareLibraries({ rivals: { opencv } }, libraries) {
  const prepared = {};
  for (const library of opencv === undefined ? [] : libraries) {
    const contestant = library.prepare(opencv.op, opencv.args, opencv.inputs());
    if (contestant !== undefined) prepared[library.name] = contestant;
  }
  return prepared;
}

/** Moves as many bytes as a kernel has to read and write at least: half of them are read, half written. */
function copyOf(bytes) {
  const half = Math.ceil(bytes / 2);
  const memory = new Uint8Array(2 * half);
  return () => memory.copyWithin(half, 0, half);
}

function targetsOf(target) {
  if (target === undefined) return {};
  return typeof target === 'number' ? { opencv: target } : target;
}

async function prepareRivals(entry, opencv) {
  const prepared = {};
  for (const [name, { op, args, inputs }] of Object.entries(entry.rivals)) {
    prepared[name] = await opencv.prepare(op, args, inputs());
  }
  return prepared;
}

/** Largest difference from OpenCV's own result, in levels; undefined where there is nothing to compare. */
async function compareOutputs(entry, kernels, rivals) {
  if (entry.tolerance === undefined || rivals.opencv === undefined) return undefined;
  const expected = await rivals.opencv.output();
  const { run, output } = entry.make(kernels);
  run();
  const found = output();
  kernels.release(0);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i] - found[i]));
  return largest;
}

/** The better of two runs; the second is left out when the first took long. */
function timeReference(entry, reference) {
  if (/4k|2048/.test(entry.size)) return undefined;
  const run = timed(entry.make(reference).run);
  const first = run(1);
  const ms = first > patienceMs ? first : Math.min(first, run(1));
  reference.release(0);
  return ms;
}
