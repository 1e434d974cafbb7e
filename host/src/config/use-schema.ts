import { z } from 'zod';

/** A provider by name, or an object with `use` and its options; `own` are the options the host itself reads. */
export const use = <Own extends z.ZodRawShape>(what: string, own: Own) =>
  z
    .union([
      z.string().min(1),
      z.looseObject({
        use: z.string().min(1).describe('The provider, short while it is unique or as plugin/id.'),
        ...own,
      }),
    ])
    .describe(what);

/** Maskers, each by name or with options. */
export const masks = (what: string) => z.array(use('Says which pixels take the swap.', {})).describe(what);
