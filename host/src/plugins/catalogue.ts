import type { Contribution, Kind, ModelDeclaration } from '@facet/api';
import { kinds, pluralOf } from '@facet/api';
import { ambiguousProvider, unknownProvider } from '../errors/plugins.js';
import type { DiscoveredPlugin } from './discover.js';
import { kernelBackends } from '../config/choices.js';
import { suggest } from '../config/suggest.js';

/** A model a plugin declares, with the folder `file:` sources start from. */
export interface DeclaredModel {
  readonly plugin: string;
  readonly dir: string;
  readonly declaration: ModelDeclaration;
}

/** A contribution of a known plugin; its code need not be loaded. */
export interface ContributionRef<K extends Kind = Kind> {
  readonly kind: K;
  /** Id of the plugin. */
  readonly plugin: string;
  readonly id: string;
  /** `<plugin>/<id>`. */
  readonly name: string;
  readonly contribution: Contribution;
  /** The models it runs. */
  readonly models: readonly DeclaredModel[];
}

/** Everything the plugins at hand contribute, by kind and name. Built from manifests alone. */
export class Catalogue {
  readonly #refs: readonly ContributionRef[];
  /** Ids of plugins that could not be read. */
  readonly #broken: readonly string[];

  constructor(plugins: readonly DiscoveredPlugin[], broken: readonly string[]) {
    this.#refs = plugins.flatMap((plugin) => kinds.flatMap((kind) => contributionsOf(plugin, kind)));
    this.#broken = broken;
  }

  list(kind?: Kind): readonly ContributionRef[] {
    return kind === undefined ? this.#refs : this.#refs.filter((ref) => ref.kind === kind);
  }

  /**
   * Finds a contribution by its full name or, while it is unique, by its id alone.
   * @param where The place in the config that names it, for messages.
   * @throws FacetError `UNKNOWN_PROVIDER` with a suggestion and what there is, `AMBIGUOUS_PROVIDER` with both full names.
   */
  resolve<K extends Kind>(kind: K, name: string, where?: string): ContributionRef<K> {
    const refs = this.list(kind) as readonly ContributionRef<K>[];
    const full = refs.find((ref) => ref.name === name);
    if (full) return full;
    const [match, ...others] = refs.filter((ref) => ref.id === name);
    if (match && others.length === 0) return match;
    if (match) {
      throw ambiguousProvider(
        kind,
        name,
        [match, ...others].map((ref) => ref.name),
        where,
      );
    }
    const known = [...(kind === 'kernels' ? kernelBackends : []), ...refs.map((ref) => ref.name)];
    const guess = suggest(name, [...refs.map((ref) => ref.id), ...known]);
    throw unknownProvider(kind, name, { guess, known, broken: this.#broken, where });
  }
}

export function modelsOf(plugin: DiscoveredPlugin): readonly DeclaredModel[] {
  return (plugin.manifest.contributes?.models ?? []).map((declaration) => ({
    plugin: plugin.id,
    dir: plugin.dir,
    declaration,
  }));
}

function contributionsOf(plugin: DiscoveredPlugin, kind: Kind): readonly ContributionRef[] {
  const models = modelsOf(plugin);
  return (plugin.manifest.contributes?.[pluralOf(kind)] ?? []).map((contribution) =>
    Object.freeze({
      kind,
      plugin: plugin.id,
      id: contribution.id,
      name: `${plugin.id}/${contribution.id}`,
      contribution,
      models: models.filter((model) => contribution.models?.includes(model.declaration.id)),
    }),
  );
}
