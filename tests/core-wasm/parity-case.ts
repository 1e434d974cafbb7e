import type { Kernels } from '@facet/api';
import type fc from 'fast-check';

export type Outcome = ArrayLike<number>;
/** Makes its own arguments from a seedable source and runs on any kernels. */
export type Run = (kernels: Kernels) => Outcome;

/** A kernel on any arguments, and how far two backends may be apart. */
export interface Case {
  readonly kernel: string;
  readonly tolerance: number;
  readonly runs: fc.Arbitrary<Run>;
}
