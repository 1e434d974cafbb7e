import type { ResolvedUse } from './types.js';

/** The options a provider itself gets: everything beside `use` and the options the host reads. */
export function providerOptions(
  use: ResolvedUse,
  host: readonly ('scale' | 'visibility')[] = [],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(use).filter(([key]) => key !== 'use' && !(host as readonly string[]).includes(key)),
  );
}
