import { manifestSchema } from '../plugins/manifest-schema.js';
import { configJsonSchema } from './json-schema.js';
import { presets } from './presets/index.js';

/** The generated files of the `config` folder by name: the JSON Schemas of a config and of a plugin's manifest, and each preset as a file that can be extended. */
export function configFolderFiles(): ReadonlyMap<string, string> {
  const files = new Map([
    ['facet.schema.json', `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`],
    ['plugin.schema.json', `${JSON.stringify(manifestSchema, undefined, 2)}\n`],
  ]);
  for (const [name, preset] of Object.entries(presets)) {
    files.set(`${name}.json`, `${formatJson({ $schema: './facet.schema.json', ...preset })}\n`);
  }
  return files;
}

/** The widest line of the project's formatter. */
const lineWidth = 110;

/** JSON as the project's formatter has it: what fits on a line stays on it, except for the whole. */
function formatJson(value: unknown, indent = '', used = 0): string {
  const line = oneLine(value);
  const fits = indent.length + used + line.length < lineWidth;
  if (typeof value !== 'object' || value === null || (indent !== '' && fits)) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((element) => inner + formatJson(element, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, child]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + formatJson(child, inner, name.length);
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${oneLine(child)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
