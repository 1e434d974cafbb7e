import type { ResolvedServer } from '../config/index.js';
import type { Inspection } from '../engine/index.js';
import { providerUnavailable } from '../errors/server.js';

type Kind = 'restorer' | 'upscaler' | 'masker';

export interface Found {
  /** A provider, or `none`. */
  readonly use: string;
  /** A sentence, when it is not what was asked for. */
  readonly info?: string;
}

/** Embedded upscalers, best first. */
const preferredUpscalers: readonly string[] = ['slim-x2', 'lanczos'];

/**
 * Whether a restorer is the one that runs a file of the user. It takes CodeFormer's weight, and stands in for nothing by itself: only a config can name its file.
 */
export function isOwnRestorer(name: string): boolean {
  return name === 'face-restorer' || name === 'own-models/face-restorer';
}

/** Finds what can stand in for the restorers and upscalers that requests name. */
export class Providers {
  readonly #usable: Readonly<Record<Kind, ReadonlySet<string>>>;
  readonly #server: Pick<ResolvedServer, 'restorers' | 'upscalers'>;

  constructor(
    { plugins, models }: Pick<Inspection, 'plugins' | 'models'>,
    server: Pick<ResolvedServer, 'restorers' | 'upscalers'>,
  ) {
    const ready = new Set(
      models.filter(({ status }) => status === 'ok').map(({ plugin, id }) => `${plugin}/${id}`),
    );
    const usable = (kind: Kind): ReadonlySet<string> =>
      new Set(
        plugins.flatMap(({ id: plugin, contributions }) =>
          contributions
            .filter(
              (one) => one.kind === kind && one.models.every((model) => ready.has(`${plugin}/${model}`)),
            )
            .flatMap(({ id }) => [id, `${plugin}/${id}`]),
        ),
      );
    this.#usable = { restorer: usable('restorer'), upscaler: usable('upscaler'), masker: usable('masker') };
    this.#server = server;
  }

  has(kind: Kind, name: string): boolean {
    return this.#usable[kind].has(name);
  }

  /**
   * The provider for a name: the configured one, the provider of that very name, or an embedded one in its place.
   * @param strict Nothing stands in.
   * @throws FacetError `PROVIDER_UNAVAILABLE` when it is strict and there is none.
   */
  find(kind: 'restorer' | 'upscaler', name: string | undefined, strict: boolean): Found {
    if (name === undefined || name === '' || name === 'None') return { use: 'none' };
    const mapped = (kind === 'restorer' ? this.#server.restorers : this.#server.upscalers)[name];
    for (const candidate of [mapped, name]) {
      if (candidate === undefined) continue;
      if (candidate === 'none' || this.has(kind, candidate)) return { use: candidate };
    }
    if (strict) throw providerUnavailable(kind, name);
    const use = this.#standIn(kind);
    const instead =
      use === 'none'
        ? `nothing was ${kind === 'restorer' ? 'restored' : 'enlarged'}`
        : `"${use}" was used instead`;
    return { use, info: `The ${kind} "${name}" is not available; ${instead}.` };
  }

  #standIn(kind: 'restorer' | 'upscaler'): string {
    if (kind === 'upscaler') return preferredUpscalers.find((name) => this.has(kind, name)) ?? 'none';
    const [first = 'none'] = [...this.#usable.restorer].filter((name) => !isOwnRestorer(name));
    return first;
  }
}
