import type { JsonSchema } from '@facet/api';

/** A plugin as far as an editor needs it. */
export interface PluginSchema {
  /** What a config may call it. */
  readonly names: readonly string[];
  readonly title?: string;
  /** Of the plugin's own options; it takes none when absent. */
  readonly options?: JsonSchema;
}

interface ConfigSchema {
  readonly properties: { readonly plugins: { readonly items: { readonly anyOf: readonly Tuple[] } } };
}

interface Tuple {
  readonly prefixItems?: readonly object[];
}

/**
 * The schema of a config that knows the own options of these plugins, where the config gives a plugin as `[plugin, options]`.
 * Those of a plugin that is not among them are taken as they are.
 */
export function mergePluginOptions(schema: JsonSchema, plugins: readonly PluginSchema[]): JsonSchema {
  const { properties, ...rest } = structuredClone(schema) as JsonSchema & ConfigSchema;
  const [name, tuple] = properties.plugins.items.anyOf as [object, Tuple];
  const known = plugins.flatMap(({ names }) => names);
  const unknown = { ...tuple.prefixItems![0], not: { enum: known } };
  const anyOf = [
    name,
    ...plugins.map((plugin) => ({ ...tuple, prefixItems: [{ enum: plugin.names }, optionsOf(plugin)] })),
    { ...tuple, prefixItems: [unknown, tuple.prefixItems![1]] },
  ];
  const items = { ...properties.plugins.items, anyOf };
  return { ...rest, properties: { ...properties, plugins: { ...properties.plugins, items } } };
}

function optionsOf({ names, title, options = {} }: PluginSchema): JsonSchema {
  return {
    // References inside the options start from the options.
    ...('$defs' in options && { $id: `https://facet.invalid/plugin/${encodeURIComponent(names[0]!)}` }),
    additionalProperties: false,
    ...options,
    ...(title !== undefined && { title }),
    type: 'object',
  };
}
