import type { JsonSchema } from '@facet/api';
import { kinds, pluralOf } from '@facet/api';

/** Lower case words joined by hyphens; digits and dots inside a word are allowed (`slim-x2`, `v1.5`). */
const id = { type: 'string', pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$' };
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const bytes = { type: 'integer', minimum: 1 };
const text = { type: 'string', minLength: 1 };

/**
 * JSON Schema (draft 2020-12) of the `facet` field in a plugin's package.json: the one place that says what a manifest may hold.
 * It mirrors the type Manifest of @facet/api.
 */
export const manifestSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Manifest of a Facet plugin',
  description: 'The "facet" field of a plugin\'s package.json.',
  type: 'object',
  required: ['manifest'],
  additionalProperties: false,
  properties: {
    manifest: { const: 1, description: 'Version of the manifest format.' },
    id: { ...id, description: 'Id of the plugin; by default the package name without scope and prefix.' },
    title: text,
    hooks: { type: 'boolean', description: 'Whether the plugin taps hooks and is activated in every run.' },
    requires: {
      type: 'object',
      description: 'Other plugins by id, with the range of versions it works with; they are activated first.',
      propertyNames: id,
      additionalProperties: text,
    },
    errors: {
      type: 'object',
      description: 'The codes of its own errors, each with a sentence that says when.',
      propertyNames: { pattern: '^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$' },
      additionalProperties: text,
    },
    options: { $ref: '#/$defs/options', description: "JSON Schema of the plugin's own options." },
    contributes: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ...Object.fromEntries(
          kinds.map((kind) => [
            pluralOf(kind),
            {
              type: 'array',
              description: `Providers of the kind ${kind}.`,
              items: { $ref: '#/$defs/contribution' },
            },
          ]),
        ),
        models: { type: 'array', items: { $ref: '#/$defs/model' } },
      },
    },
  },
  $defs: {
    options: {
      type: 'object',
      description: 'JSON Schema of the options; every property needs a default.',
      required: ['type'],
      properties: {
        type: { const: 'object' },
        properties: { type: 'object', additionalProperties: { type: 'object', required: ['default'] } },
      },
    },
    contribution: {
      type: 'object',
      required: ['id', 'title'],
      additionalProperties: false,
      properties: {
        id: { ...id, description: 'Unique within the plugin and kind; the full name is <plugin>/<id>.' },
        title: text,
        description: text,
        options: { $ref: '#/$defs/options' },
        models: { type: 'array', items: id, description: 'Models of this manifest that it runs.' },
      },
    },
    model: {
      type: 'object',
      required: ['id', 'source', 'sha256', 'bytes', 'license'],
      additionalProperties: false,
      properties: {
        id,
        title: text,
        source: {
          type: 'string',
          pattern: '^(npm:(@[^/@#]+/)?[^/@#]+@[^@#]+#.+|https://.+|file:.+)$',
          description:
            'npm:<package>@<exact version>#<path>, https://… or file:<path relative to the manifest>.',
        },
        integrity: { type: 'string', pattern: '^sha(256|384|512)-[A-Za-z0-9+/=]+$' },
        sha256: { ...sha256, description: 'SHA-256 of the main file, in hex.' },
        bytes: { ...bytes, description: 'Size of the main file.' },
        companions: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'sha256', 'bytes'],
            additionalProperties: false,
            properties: { path: text, sha256, bytes },
          },
        },
        importer: text,
        importOptions: { type: 'object' },
        onnx: {
          type: 'object',
          required: ['sha256', 'bytes'],
          additionalProperties: false,
          properties: { sha256, bytes },
        },
        license: { ...text, description: 'SPDX expression, or LicenseRef-….' },
        attribution: text,
        optional: { type: 'boolean' },
      },
      dependentRequired: { importer: ['onnx'] },
      if: { properties: { source: { type: 'string', pattern: '^npm:' } } },
      then: { required: ['integrity'] },
    },
  },
};
