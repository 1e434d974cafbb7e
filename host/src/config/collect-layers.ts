import path from 'node:path';
import { configCycle, invalidValue, presetNotFound } from '../errors/config.js';
import { defaults } from './defaults.js';
import { environmentLayers } from './environment.js';
import { findConfigFile } from './find-config-file.js';
import type { Layer, Tree } from './layer.js';
import { isPresetName, presets } from './presets/index.js';
import { readConfigFile } from './read-config-file.js';
import { setLayer } from './set-expression.js';
import { suggest } from './suggest.js';
import type { ConfigRequest } from './types.js';

/** Every place that sets something, from the weakest to the strongest. */
export interface CollectedLayers {
  readonly layers: readonly Layer[];
  readonly file?: string;
}

/**
 * Defaults, what the config file extends, the file, a preset named outside of it (`--preset`), the environment,
 * `--set`, flags.
 */
export async function collectLayers(request: ConfigRequest): Promise<CollectedLayers> {
  const cwd = path.resolve(request.cwd);
  const file = await configFile(request, cwd);
  const outside = [
    ...environmentLayers(request.env ?? {}, cwd),
    ...(request.set ?? []).map((expression) => setLayer(expression, cwd)),
    ...(request.flags ? [flagLayer(request.flags, request.flagNames ?? {}, cwd)] : []),
  ];
  const extended: Layer[] = [];
  for (const layer of outside) extended.push(...(await extendedLayers(layer, [])));
  return {
    layers: [
      { tree: defaults, from: cwd, locate: () => ({ kind: 'default' }) },
      ...(file === undefined ? [] : await fileLayers(file, '--config', [])),
      ...extended,
      ...outside.map(withoutExtends),
    ],
    ...(file !== undefined && { file }),
  };
}

async function configFile(request: ConfigRequest, cwd: string): Promise<string | undefined> {
  if (request.file === false) return undefined;
  return request.file === undefined ? findConfigFile(cwd) : path.resolve(cwd, request.file);
}

function flagLayer(tree: Tree, names: Readonly<Record<string, string>>, from: string): Layer {
  return {
    tree,
    from,
    locate: (wanted) => {
      for (let length = wanted.length; length > 0; length--) {
        const name = names[wanted.slice(0, length).join('.')];
        if (name !== undefined) return { kind: 'flag', name };
      }
      return { kind: 'flag', name: 'the command line' };
    },
  };
}

/** A file with everything it extends before it. */
async function fileLayers(
  file: string,
  namedBy: string,
  chain: readonly string[],
): Promise<readonly Layer[]> {
  if (chain.includes(file)) throw configCycle([...chain.slice(chain.indexOf(file)), file]);
  const { tree, position } = await readConfigFile(file, namedBy);
  const layer: Layer = {
    tree,
    from: path.dirname(file),
    locate: (wanted) => ({ kind: 'file', file, ...position(wanted) }),
  };
  return [...(await extendedLayers(layer, [...chain, file])), withoutExtends(layer)];
}

async function extendedLayers(layer: Layer, chain: readonly string[]): Promise<readonly Layer[]> {
  const value = layer.tree.extends;
  if (value === undefined) return [];
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const layers: Layer[] = [];
  for (const [index, name] of names.entries()) {
    const place = layer.locate(Array.isArray(value) ? ['extends', String(index)] : ['extends']);
    if (typeof name !== 'string')
      throw invalidValue('extends', 'names of presets or files', typeof name, place);
    if (isPresetName(name)) {
      layers.push({ tree: presets[name], from: layer.from, locate: () => ({ kind: 'preset', name }) });
      continue;
    }
    if (!/[/\\]|\.[a-z]+$/.test(name)) {
      const known = Object.keys(presets);
      throw presetNotFound(name, place, known, suggest(name, known));
    }
    const namedBy = `"extends" in ${place.file ?? place.name ?? 'the config'}`;
    layers.push(...(await fileLayers(path.resolve(layer.from, name), namedBy, chain)));
  }
  return layers;
}

function withoutExtends(layer: Layer): Layer {
  const tree = Object.fromEntries(
    Object.entries(layer.tree).filter(([key]) => key !== 'extends' && key !== '$schema'),
  );
  return { ...layer, tree };
}
