import type { JsonSchema } from '@facet/api';
import { kinds } from '@facet/api';
import type { ProviderSchema } from './merge-option-schemas.js';
import { namesOf, ownNames } from './merge-option-schemas.js';
import type { PluginSchema } from './merge-plugin-options.js';

/**
 * TypeScript declarations that add these providers to `ProviderOptions` of @facet/api and these plugins to its `PluginOptions`: with them in a
 * project, editors complete the names and options in facet.config.ts, and the compiler checks them.
 */
export function providerTypes(
  providers: readonly ProviderSchema[],
  plugins: readonly PluginSchema[],
): string {
  const sections = kinds.flatMap((kind) => {
    const known = providers.filter((provider) => provider.kind === kind);
    const own = (ownNames[kind] ?? []).map((name) => `      ${JSON.stringify(name)}: Record<never, never>;`);
    const lines = [...own, ...known.flatMap((provider) => entries(provider, known))];
    return lines.length === 0 ? [] : [`    ${kind}: {\n${lines.join('\n')}\n    };`];
  });
  return `// Written by "facet config types": the providers and plugins of this project and their options. Write it anew when plugins change.
import '@facet/api';

declare module '@facet/api' {
  interface ProviderOptions {
${sections.join('\n')}
  }
  interface PluginOptions {
${plugins.flatMap(pluginEntries).join('\n')}
  }
}
`;
}

/** Own options of a plugin, under every name a config may call it. */
function pluginEntries({ names, title = '', options }: PluginSchema): readonly string[] {
  // Of an object type without properties the compiler would take anything.
  const type = options?.properties === undefined ? 'Readonly<Record<string, never>>' : objectType(options, 2);
  return names.map((name) => `${comment(title, 2)}    ${JSON.stringify(name)}: ${type};`);
}

function entries(provider: ProviderSchema, known: readonly ProviderSchema[]): readonly string[] {
  const { title, description, options } = provider.contribution;
  const about = [title, description].filter((text) => text !== undefined).join('. ');
  const type = options === undefined ? 'Record<never, never>' : objectType(options, 3);
  return namesOf(provider, known).map(
    (name) => `${comment(about, 3)}      ${JSON.stringify(name)}: ${type};`,
  );
}

type Schema = Readonly<Record<string, unknown>>;

/** An object whose properties all have defaults, so none is required. */
function objectType(schema: JsonSchema, depth: number): string {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  if (properties.length === 0)
    return schema.additionalProperties === false ? 'Record<never, never>' : 'object';
  const pad = '  '.repeat(depth + 1);
  const lines = properties.map(([name, property]) => {
    const written = 'default' in property ? ` Default: ${JSON.stringify(property.default)}.` : '';
    const about = `${typeof property.description === 'string' ? property.description : ''}${written}`.trim();
    return `${comment(about, depth + 1)}${pad}readonly ${JSON.stringify(name)}?: ${typeOf(property, depth + 1)};`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

/** The type of the values a schema takes; `unknown` where it says it in a way that types cannot. */
function typeOf(schema: Schema, depth: number): string {
  if ('const' in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(' | ');
  const variants = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (variants) return variants.map((variant) => typeOf(variant, depth)).join(' | ');
  const types = [schema.type].flat() as readonly unknown[];
  return types.map((type) => namedType(type, schema, depth)).join(' | ');
}

function namedType(type: unknown, schema: Schema, depth: number): string {
  switch (type) {
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `readonly (${typeOf((schema.items ?? {}) as Schema, depth)})[]`;
    case 'object':
      return objectType(schema, depth);
    default:
      return 'unknown';
  }
}

function literal(value: unknown): string {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? JSON.stringify(value)
    : 'unknown';
}

function comment(text: string, depth: number): string {
  return text === ''
    ? ''
    : `${'  '.repeat(depth)}/** ${text.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */\n`;
}
