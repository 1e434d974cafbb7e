import type { SyntheticModel } from './synthetic.mjs';

export const operations: Readonly<
  Record<
    string,
    { readonly input: readonly number[]; readonly runs: 'graph' | 'layers'; readonly model: SyntheticModel }
  >
>;
