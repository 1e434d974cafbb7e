import type { JsonSchema } from '@facet/api';
import { kinds, pluralOf } from '@facet/api';
import type { ContributionRef, PluginHost } from '../plugins/index.js';

/** What of a JSON Schema a page shows. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly title?: string;
  readonly items?: OptionSchema;
}

/** The reference page of every bundled provider and its options, as Markdown; all of it comes from the manifests. */
export function providerPage(plugins: PluginHost): string {
  const sections = kinds.flatMap((kind) => {
    const refs = plugins.contributions(kind);
    return refs.length === 0
      ? []
      : [`## ${title(pluralOf(kind))}\n\n${refs.map(providerSection).join('\n\n')}`];
  });
  return `# Bundled providers

What comes with Facet, by kind. A config names a provider by its id while that is unique, or by its full name, and sets its options beside it: \`{ use: 'blazeface', size: 320 }\`. \`facet plugins list\` shows the providers of your own plugins as well.

This page is generated from the plugins' manifests.

${sections.join('\n\n')}
`;
}

function providerSection({ id, name, contribution, models }: ContributionRef): string {
  const parts = [
    `### \`${id}\``,
    `${contribution.title} (\`${name}\`).${paragraph(contribution.description)}`,
  ];
  if (models.length > 0)
    parts.push(`Models: ${models.map((model) => `\`${model.declaration.id}\``).join(', ')}.`);
  const options = Object.entries(propertiesOf(contribution.options));
  if (options.length > 0) {
    const rows = options.map(
      ([key, option]) =>
        `| \`${key}\` | ${typeOf(option)} | ${cell(option.default)} | ${option.description ?? option.title ?? ''} |`,
    );
    parts.push(`| option | values | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}`);
  }
  return parts.join('\n\n');
}

function propertiesOf(schema: JsonSchema | undefined): Readonly<Record<string, OptionSchema>> {
  return (schema?.properties ?? {}) as Readonly<Record<string, OptionSchema>>;
}

/** Type and range, or the choices. */
export function typeOf(option: OptionSchema): string {
  if (option.enum) return option.enum.map(cell).join(', ');
  if (option.items) return `list of ${typeOf(option.items)}`;
  const low = option.minimum ?? option.exclusiveMinimum;
  const highest = option.maximum ?? option.exclusiveMaximum;
  // Whole numbers have a largest one of their own.
  const high = highest === Number.MAX_SAFE_INTEGER ? undefined : highest;
  const range = low === undefined && high === undefined ? '' : ` ${low ?? ''}..${high ?? ''}`;
  return `${[option.type ?? 'any'].flat().join(' or ')}${range}`;
}

/** A value as code. */
export function cell(value: unknown): string {
  return value === undefined || value === ''
    ? ''
    : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

const paragraph = (text: string | undefined): string => (text === undefined ? '' : ` ${text}`);

const title = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);
