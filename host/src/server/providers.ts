import type { ResolvedServer, ResolvedUse } from '../config/index.js';
import type { Inspection } from '../engine/index.js';
import { providerUnavailable } from '../errors/server.js';
import { hasOwnModel, isOwnModel } from '../models/index.js';

type Kind = 'restorer' | 'upscaler' | 'masker';

export interface Found {
  /** A provider with the options the config gives it, or `none`. */
  readonly use: ResolvedUse;
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

/** What the names in requests stand for. */
export type NamedProviders = Pick<ResolvedServer, 'restorers' | 'upscalers'>;

/** The same without those whose model is a file that is not there. */
export async function withModels({ restorers, upscalers }: NamedProviders): Promise<NamedProviders> {
  return { restorers: await usable(restorers), upscalers: await usable(upscalers) };
}

async function usable(
  named: Readonly<Record<string, ResolvedUse>>,
): Promise<Readonly<Record<string, ResolvedUse>>> {
  const entries = await Promise.all(
    Object.entries(named).map(async ([name, use]) => {
      const files = Object.values(use).filter((value) => typeof value === 'string' && isOwnModel(value));
      const there = await Promise.all(files.map((file) => hasOwnModel(file as string)));
      return there.every(Boolean) ? [[name, use] as const] : [];
    }),
  );
  return Object.fromEntries(entries.flat());
}

/** Finds what can stand in for the restorers and upscalers that requests name. */
export class Providers {
  readonly #usable: Readonly<Record<Kind, ReadonlySet<string>>>;
  readonly #named: NamedProviders;

  constructor({ plugins, models }: Pick<Inspection, 'plugins' | 'models'>, named: NamedProviders) {
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
    this.#named = named;
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
    if (name === undefined || name === '' || name === 'None') return { use: { use: 'none' } };
    const mapped = (kind === 'restorer' ? this.#named.restorers : this.#named.upscalers)[name];
    for (const candidate of [mapped, { use: name }]) {
      if (candidate === undefined) continue;
      if (candidate.use === 'none' || this.has(kind, candidate.use)) return { use: candidate };
    }
    if (strict) throw providerUnavailable(kind, name);
    const use = this.#standIn(kind);
    const instead =
      use === 'none'
        ? `nothing was ${kind === 'restorer' ? 'restored' : 'enlarged'}`
        : `"${use}" was used instead`;
    return { use: { use }, info: `The ${kind} "${name}" is not available; ${instead}.` };
  }

  #standIn(kind: 'restorer' | 'upscaler'): string {
    if (kind === 'upscaler') return preferredUpscalers.find((name) => this.has(kind, name)) ?? 'none';
    const [first = 'none'] = [...this.#usable.restorer].filter((name) => !isOwnRestorer(name));
    return first;
  }
}
