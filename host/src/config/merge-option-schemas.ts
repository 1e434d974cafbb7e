import type { JsonSchema, Kind } from '@facet/api';
import { kinds, pluralOf } from '@facet/api';
import { kernelBackends } from './choices.js';

/** A contribution as far as an editor needs it. */
export interface ProviderSchema {
  readonly kind: Kind;
  readonly id: string;
  /** `<plugin>/<id>`. */
  readonly name: string;
  readonly contribution: {
    readonly title: string;
    readonly description?: string;
    readonly options?: JsonSchema;
  };
}

type Schema = Record<string, unknown>;

/**
 * The schema of a config in which every place that names a provider offers these providers, each with its own options.
 * A name that none of them has is still taken: the plugin may be installed later.
 */
export function mergeOptionSchemas(schema: JsonSchema, providers: readonly ProviderSchema[]): JsonSchema {
  const merged = structuredClone(schema) as Schema;
  const definitions: Record<string, Schema> = {};
  visit(merged, (kind, place) => {
    const loose = looseUse(place);
    if (loose === undefined) return;
    const { use, ...own } = loose.properties;
    const key = [kind, ...Object.keys(own)].join('-');
    const known = providers.filter((provider) => provider.kind === kind);
    if (known.length === 0 && ownNames[kind] === undefined) return;
    definitions[key] ??= {
      anyOf: [names(kind, known), ...known.map((provider) => withOptions(provider, known, key, use, own))],
    };
    const other = { ...loose, properties: { ...loose.properties, use: unknownName(known) } };
    place.anyOf = [{ $ref: `#/$defs/${key}` }, { type: 'string', minLength: 1 }, other];
  });
  return { ...merged, $defs: { ...(merged.$defs as Schema | undefined), ...definitions } };
}

interface LooseUse extends Schema {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The variant of a place that takes any object with `use`. */
function looseUse(place: Schema): LooseUse | undefined {
  const variants = (place.anyOf ?? []) as readonly Partial<LooseUse>[];
  return variants.find((variant): variant is LooseUse => variant.properties?.use !== undefined);
}

/** Short where it is unique, and in full. */
export function namesOf(provider: ProviderSchema, known: readonly ProviderSchema[]): readonly string[] {
  const unique = known.filter(({ id }) => id === provider.id).length === 1;
  return unique ? [provider.id, provider.name] : [provider.name];
}

/** Names that stand for the host's own, or for nothing at all. */
export const ownNames: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  kernels: kernelBackends,
  upscaler: ['none'],
  restorer: ['none'],
  inpainter: ['none'],
};

function names(kind: Kind, known: readonly ProviderSchema[]): Schema {
  const own = ownNames[kind] ?? [];
  return { enum: [...own, ...known.flatMap((provider) => namesOf(provider, known))] };
}

function unknownName(known: readonly ProviderSchema[]): Schema {
  const taken = known.flatMap((provider) => namesOf(provider, known));
  return { type: 'string', minLength: 1, ...(taken.length > 0 && { not: { enum: taken } }) };
}

function withOptions(
  provider: ProviderSchema,
  known: readonly ProviderSchema[],
  key: string,
  use: unknown,
  own: Readonly<Record<string, unknown>>,
): Schema {
  const { title, description, options = {} } = provider.contribution;
  return {
    // References inside the options start from the options.
    ...('$defs' in options && { $id: `https://facet.invalid/${key}/${provider.name}` }),
    additionalProperties: false,
    ...options,
    title,
    ...(description !== undefined && { description }),
    type: 'object',
    properties: {
      use: { ...(use as Schema), enum: namesOf(provider, known) },
      ...own,
      ...(options.properties as Schema | undefined),
    },
    required: ['use'],
  };
}

/** What an object of free names has for each of them. */
function mapped({ additionalProperties }: Schema): unknown {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** Calls `found` with every schema that stands where a config names a provider. */
function visit(schema: Schema, found: (kind: Kind, place: Schema) => void): void {
  for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
    const name = key === 'masks' || key === 'improvedMask' ? 'maskers' : key;
    const kind = kinds.find((candidate) => candidate === name || pluralOf(candidate) === name);
    const place = (property.items ?? mapped(property) ?? property) as Schema;
    if (kind === undefined) visit(place, found);
    else found(kind, place);
  }
}
