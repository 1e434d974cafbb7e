import { kernelOperations } from '@facet/api';
import type { KernelBackend, KernelOperations } from '@facet/api';

type Operation = (...args: readonly unknown[]) => unknown;

/** The host's kernels with a clock: says at the end of a run how often each operation ran, and how long. */
export function createTimed(
  onDispose: (dispose: () => void) => void,
  say: (line: string) => void,
): KernelBackend {
  return {
    open: ({ wasm }) => {
      const times = new Map<string, { calls: number; ms: number }>();
      const timed = kernelOperations.map((name): readonly [string, Operation] => {
        return [
          name,
          (...args) => {
            const start = performance.now();
            const result = (wasm[name] as Operation)(...args);
            const { calls, ms } = times.get(name) ?? { calls: 0, ms: 0 };
            times.set(name, { calls: calls + 1, ms: ms + performance.now() - start });
            return result;
          },
        ];
      });
      onDispose(() => {
        const slowest = [...times].sort(([, a], [, b]) => b.ms - a.ms);
        for (const [name, { calls, ms }] of slowest) say(`${name}: ${calls} calls, ${ms.toFixed(1)} ms`);
      });
      return Object.fromEntries(timed) as unknown as KernelOperations;
    },
  };
}
