import { configJsonSchema } from './json-schema.js';
import { presets } from './presets/index.js';

/** The generated files of the `config` folder by name: the JSON Schema, and each preset as a file that can be extended. */
export function configFolderFiles(): ReadonlyMap<string, string> {
  const files = new Map([['facet.schema.json', `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`]]);
  for (const [name, preset] of Object.entries(presets)) {
    files.set(`${name}.json`, `${formatJson({ $schema: './facet.schema.json', ...preset })}\n`);
  }
  return files;
}

/** JSON with small objects on one line, as the project's formatter has it. */
function formatJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(
    ([key, child]) => `${JSON.stringify(key)}: ${formatJson(child, inner)}`,
  );
  const line = `{ ${entries.join(', ')} }`;
  return indent !== '' && line.length < 90 && !line.includes('\n')
    ? line
    : `{\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}}`;
}
