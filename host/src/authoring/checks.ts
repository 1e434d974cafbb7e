import { isFacetError } from '@facet/api';
import { messageOf } from '../errors/cause.js';

/** One thing that was looked at in a plugin. */
export interface PluginCheck {
  /** Such as `manifest` or `detector acme/tiles`. */
  readonly name: string;
  readonly state: 'ok' | 'problem' | 'skipped';
  /** What was found, as a sentence. */
  readonly detail: string;
  /** What to do about a problem. */
  readonly remedy?: string;
}

/** What the process that runs the plugin says to the one that waits for it. */
export type ValidationMessage =
  | { readonly type: 'start'; readonly name: string }
  | { readonly type: 'check'; readonly check: PluginCheck }
  | { readonly type: 'end' };

/** A problem as an error tells it. */
export function problem(name: string, error: unknown): PluginCheck {
  const remedy = isFacetError(error) ? error.remedy : undefined;
  const code = isFacetError(error) ? `${error.code}: ` : '';
  return {
    name,
    state: 'problem',
    detail: `${code}${messageOf(error)}.`,
    ...(remedy !== undefined && { remedy }),
  };
}
