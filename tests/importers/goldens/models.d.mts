import type { GoldenModel } from './inputs.mjs';

export const models: Readonly<Record<string, GoldenModel & { readonly probabilities?: readonly string[] }>>;
