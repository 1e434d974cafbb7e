import type { KernelOperations } from '@facet/api';

export type { Ellipse, PixelBox, ReductionBlocks, Surface, Values } from '@facet/api';

/** The operations behind the checks, under a name. */
export interface Backend extends KernelOperations {
  readonly name: string;
}
