import path from 'node:path';
import { FacetError } from '@facet/api';
import { configProblems, invalidValue } from '../errors/config.js';
import { collectLayers } from './collect-layers.js';
import { contentCheckProblems } from './content-check-lock.js';
import { changedTree } from './changed-tree.js';
import { deepFreeze } from './deep-freeze.js';
import { formatOrigin } from './format-origin.js';
import { matchesGlob } from './glob.js';
import type { Layer, Tree } from './layer.js';
import type { Merged } from './merge.js';
import { layerOf, mergeLayers } from './merge.js';
import { schemaProblems } from './problems.js';
import { expandUnits, resolveConfig } from './resolve-config.js';
import { configSchema } from './schema.js';
import type { ConfigRequest, LoadedConfig, Origin, ResolvedConfig } from './types.js';

/**
 * Finds, reads, merges and validates the config.
 * @throws FacetError with one of `configCodes`; with several problems, `details.problems` lists each.
 */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  const { layers, file } = await collectLayers(request);
  return fromLayers(layers, file);
}

interface Resolution {
  readonly config: ResolvedConfig;
  readonly merged: Merged;
  readonly expanded: Merged;
}

function fromLayers(layers: readonly Layer[], file: string | undefined): LoadedConfig {
  const { config, merged, expanded } = resolve(layers);
  const overrides = overrideLayers(merged);
  // Every override is tried on its own, so that a wrong one shows before the first target that it matches.
  for (const { layer } of overrides) resolve(withOverrides(layers, merged, [layer]));
  const raw = deepFreeze(
    Object.fromEntries(Object.entries(merged.tree).filter(([key]) => key !== 'plugins')),
  );
  const origins = originsOf(expanded);
  const viewOf = (target: string): Pick<LoadedConfig, 'config' | 'origins'> => {
    const matching = overrides
      .filter(({ matches }) => matches(path.resolve(target)))
      .map(({ layer }) => layer);
    if (matching.length === 0) return { config, origins };
    const view = resolve(withOverrides(layers, merged, matching));
    return { config: view.config, origins: originsOf(view.expanded) };
  };
  return {
    config,
    origins,
    ...(file !== undefined && { file }),
    plugins: pluginsOf(layers),
    viewOf,
    forTarget: (target) => viewOf(target).config,
    raw,
    revise: (revised, plugin) => {
      const locate = (): Origin => ({ kind: 'plugin', name: `plugin ${plugin}` });
      return fromLayers([...layers, { tree: changedTree(raw, revised), from: process.cwd(), locate }], file);
    },
  };
}

/** Merges, validates and resolves. */
function resolve(layers: readonly Layer[]): Resolution {
  const locked = layers.flatMap(contentCheckProblems);
  if (locked.length > 0) throw configProblems(locked);
  const merged = mergeLayers(layers);
  const first = configSchema.safeParse(merged.tree);
  if (!first.success) throw configProblems(schemaProblems(first.error.issues, merged));
  // A unit and its defaults may each be right and still not fit together.
  const expanded = expandUnits(merged);
  const whole = configSchema.safeParse(expanded.tree);
  if (!whole.success) throw configProblems(schemaProblems(whole.error.issues, expanded));
  const needed = [...neededProviders(expanded), ...neededSources(merged)];
  if (needed.length > 0) throw configProblems(needed);
  return { config: resolveConfig(whole.data, merged), merged, expanded };
}

/** Stages without which nothing works cannot be `none`. */
function neededProviders({ tree, leaves }: Merged): readonly FacetError[] {
  const units = tree.units as readonly { readonly swapper: { readonly use: string } }[];
  const stages: readonly (readonly [readonly string[], unknown])[] = [
    [['detector', 'use'], (tree.detector as Tree).use],
    [['landmarker', 'use'], (tree.landmarker as Tree).use],
    ...units.map(({ swapper }, index) => [['units', String(index), 'swapper', 'use'], swapper.use] as const),
  ];
  return stages
    .filter(([, name]) => name === 'none')
    .map(([at]) =>
      invalidValue(at.join('.'), 'the name of a provider', '"none"', layerOf(leaves, at)?.locate(at) ?? {}),
    );
}

/** A unit names a source or a checkpoint. */
function neededSources({ tree, leaves }: Merged): readonly FacetError[] {
  return (tree.units as readonly Tree[]).flatMap((unit, index) => {
    if (unit.source !== undefined || unit.checkpoint !== undefined) return [];
    const at = ['units', String(index)];
    const place = layerOf(leaves, at)?.locate(at) ?? {};
    return [invalidValue([...at, 'source'].join('.'), 'a picture or a checkpoint', 'nothing', place)];
  });
}

interface OverrideLayer {
  readonly layer: Layer;
  readonly matches: (target: string) => boolean;
}

function overrideLayers({ tree, leaves }: Merged): readonly OverrideLayer[] {
  const overrides = tree.overrides as readonly {
    readonly files: string | readonly string[];
    readonly config: Tree;
  }[];
  return overrides.map(({ files, config }, index) => {
    const at = ['overrides', String(index)];
    const globs = typeof files === 'string' ? [files] : files;
    const written = layerOf(leaves, [...at, 'files']);
    const configPath = [...at, 'config'];
    return {
      layer: {
        tree: config,
        from: layerOf(leaves, configPath)?.from ?? '',
        locate: (inner) =>
          layerOf(leaves, [...configPath, ...inner])?.locate([...configPath, ...inner]) ?? { kind: 'file' },
      },
      matches: (target) => globs.some((glob) => matchesGlob(target, glob, written?.from ?? '')),
    };
  });
}

/** Overrides stand right above the layer that wrote them: the environment, `--set` and flags still win. */
function withOverrides(
  layers: readonly Layer[],
  { leaves }: Merged,
  overrides: readonly Layer[],
): readonly Layer[] {
  const writer = layerOf(leaves, ['overrides', '0', 'files']);
  const above = layers.findIndex((layer) => layer === writer) + 1;
  return [...layers.slice(0, above), ...overrides, ...layers.slice(above)];
}

function originsOf(expanded: Merged): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const [leaf, layer] of expanded.leaves) origins.set(leaf, layer.locate(leaf.split('.')));
  return origins;
}

/** Plugins add up over the layers: a base config keeps the plugins its settings need. */
function pluginsOf(layers: readonly Layer[]): LoadedConfig['plugins'] {
  const plugins: LoadedConfig['plugins'][number][] = [];
  for (const layer of layers) {
    const { tree, from } = layer;
    if (tree.plugins === undefined) continue;
    const valid = configSchema.shape.plugins.safeParse(tree.plugins);
    if (!valid.success) {
      const { leaves } = mergeLayers([{ ...layer, tree: { plugins: tree.plugins } }]);
      const issues = valid.error.issues.map((issue) => ({ ...issue, path: ['plugins', ...issue.path] }));
      throw configProblems(schemaProblems(issues, { tree, leaves }));
    }
    for (const [index, entry] of valid.data.entries()) {
      const [spec, options] = Array.isArray(entry) ? entry : [entry];
      if (!options && plugins.some((known) => known.spec === spec && known.from === from)) continue;
      const namedBy = formatOrigin(layer.locate(['plugins', String(index)]), process.cwd());
      plugins.push({ spec, from, namedBy, ...(options && { options }) });
    }
  }
  return plugins;
}
