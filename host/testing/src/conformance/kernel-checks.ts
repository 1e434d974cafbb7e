import type { KernelBackend, KernelOperations, Kernels, Providers } from '@facet/api';
import { kernelOperations } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { kernelCases } from './kernel-cases.js';
import type { Stage } from './stage.js';

type Check<K extends keyof Providers> = (provider: Providers[K], stage: Stage) => Promise<void>;

/** Runs every case on the backend and on the reference. */
const kernels: Check<'kernels'> = async (provider: KernelBackend<never>, { call, expect, problems }) => {
  const tested = await createKernels('wasm');
  await tested.replaceBackend('under test', async (setup) => {
    const operations: Partial<KernelOperations> = await provider.open(setup, call);
    for (const operation of kernelOperations) {
      expect(
        typeof operations[operation] === 'function',
        `must have every operation; ${operation}() is missing.`,
      );
    }
    return { ...setup.wasm, ...watchPromises(operations, expect) };
  });
  if (problems.length > 0) return;
  for (const sentence of await compareKernels(tested)) expect(false, sentence);
};

type Operation = (...args: unknown[]) => unknown;

/** An operation that is not done when it returns would be found wrong only now and then. */
function watchPromises(
  operations: Partial<KernelOperations>,
  expect: Stage['expect'],
): Partial<KernelOperations> {
  const watched = kernelOperations.flatMap((operation) => {
    const run = operations[operation] as Operation | undefined;
    if (typeof run !== 'function') return [];
    const watch: Operation = (...args) => {
      const result = run.apply(operations, args);
      expect(
        typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function',
        `must be done when an operation returns; ${operation}() returns a promise.`,
      );
      return result;
    };
    return [[operation, watch] as const];
  });
  return Object.fromEntries(watched);
}

let results: Promise<readonly ArrayLike<number>[]> | undefined;

/** What the reference makes of every case: always the same, so it is worked out once. */
function referenceResults(): Promise<readonly ArrayLike<number>[]> {
  results ??= createKernels('reference').then((reference) => kernelCases.map(({ run }) => run(reference)));
  return results;
}

/**
 * Compares kernels with the reference, operation by operation, within the tolerances that `Kernels` states.
 * @returns One sentence per case that differs by more.
 */
export async function compareKernels(tested: Kernels): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const [index, { name, tolerance, outliers, run }] of kernelCases.entries()) {
    const expected = (await referenceResults())[index]!;
    const found = run(tested);
    const differences = Array.from(expected, (value, i) => Math.abs(value - (found[i] ?? Number.NaN)));
    const beyond = differences.filter((difference) => !(difference <= tolerance + 1e-3));
    if (expected.length === found.length && beyond.length <= outliers) continue;
    const largest = Math.max(...beyond);
    sentences.push(
      `must agree with the reference within ${tolerance}; ${name} differs by ${largest.toFixed(2)} at ${beyond.length} of ${expected.length} values.`,
    );
  }
  return sentences;
}

export const kernelChecks = { kernels };
