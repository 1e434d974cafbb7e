import { configJsonSchema } from '../config/json-schema.js';
import { checkerThreshold, defaults, referenceMin, unitDefaults, useDefaults } from '../config/defaults.js';
import type { OptionSchema } from './provider-page.js';
import { cell, typeOf } from './provider-page.js';

interface ConfigSchema extends OptionSchema {
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly items?: ConfigSchema;
  readonly anyOf?: readonly ConfigSchema[];
  readonly const?: unknown;
  readonly additionalProperties?: boolean | ConfigSchema;
}

/** One row of the page: an option by its path, such as `units[].faces.order`. */
export interface OptionRow {
  readonly path: string;
  readonly values: string;
  readonly default: unknown;
  readonly meaning: string;
}

/** What holds without a word in the config, where the tree of defaults does not say it. */
const furtherDefaults: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(unitDefaults).map(([key, value]) => [`units[].${key}`, value])),
  'units[].faces.reference.min': referenceMin,
  'units[].restorer.visibility': useDefaults.visibility,
  'postprocess.upscaler.scale': useDefaults.scale,
  'postprocess.upscaler.visibility': useDefaults.visibility,
  'postprocess.restorer.visibility': useDefaults.visibility,
  'checkers[].threshold': checkerThreshold,
};

/** These hold other options once more. */
const repeated: readonly string[] = ['unitDefaults', 'overrides[].config'];

/** Every option of the config, in the order of the schema. */
export function optionRows(): readonly OptionRow[] {
  return rowsOf(configJsonSchema(), '');
}

/** The reference page of every option of the config, as Markdown; all of it comes from the schema and the defaults. */
export function optionPage(): string {
  const rows = optionRows().map(
    ({ path, values, default: value, meaning }) =>
      `| \`${path}\` | ${values} | ${cell(value)} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return `# Options

Every option of the config. [configuration.md](configuration.md) explains them; the options of a provider stand beside its \`use\` and are listed in [providers.md](providers.md).

\`unitDefaults\` takes what a unit takes, except \`source\`, \`checkpoint\`, \`blend\` and \`sourceFace\`. \`overrides[].config\` takes everything from \`detector\` to \`image\`.

This page is generated from the code.

| option | values | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function rowsOf(schema: ConfigSchema, path: string): readonly OptionRow[] {
  const inner = repeated.includes(path) ? undefined : childrenOf(schema);
  const own: OptionRow = {
    path,
    values: valuesOf(schema),
    default: defaultOf(path),
    meaning: schema.description ?? '',
  };
  const rows = Object.entries(inner?.properties ?? {})
    .filter(([key]) => key !== 'use')
    .flatMap(([key, child]) =>
      rowsOf(child, `${path}${inner?.each === true ? '[]' : ''}${path === '' ? '' : '.'}${key}`),
    );
  return path === '' ? rows : [own, ...rows];
}

/** The options inside of one: those of an object, of the entries of a list, or beside a provider's name. */
function childrenOf({
  properties,
  items,
  anyOf,
}: ConfigSchema):
  { readonly properties: Readonly<Record<string, ConfigSchema>>; readonly each?: boolean } | undefined {
  if (properties) return { properties };
  const object = anyOf?.find((variant) => variant.properties);
  if (object?.properties) return { properties: object.properties };
  const each = items && childrenOf(items);
  return each && { properties: each.properties, each: true };
}

function valuesOf(schema: ConfigSchema): string {
  const { properties, items, anyOf, additionalProperties } = schema;
  if (schema.const !== undefined) return cell(schema.const);
  if (properties) return 'object';
  if (anyOf) {
    if (anyOf.some((variant) => variant.properties?.use)) return 'provider';
    return [...new Set(anyOf.map(valuesOf))].join(' or ');
  }
  if (items) return `list of ${valuesOf(items)}`;
  if (typeof additionalProperties === 'object') return `names to ${valuesOf(additionalProperties)}s`;
  return typeOf(schema);
}

/** Of a unit's options, what `unitDefaults` has by default. */
function defaultOf(path: string): unknown {
  if (path in furtherDefaults) return furtherDefaults[path];
  const keys = path.replace(/^units\[\]\./, 'unitDefaults.').split('.');
  let value: unknown = defaults;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  if (Array.isArray(value)) return value.map(shortUse);
  return isGroup(value) ? undefined : shortUse(value);
}

/** The members of a group have rows of their own. */
function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('use' in value);
}

function shortUse(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'use' in value ? value.use : value;
}
