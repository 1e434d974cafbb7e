/**
 * Everything @facet/api exports, without comments, as Markdown. The report is committed, so that a change of
 * the public surface shows in review.
 */
export function apiReport(declarations: ReadonlyMap<string, string>): string {
  const modules = [...declarations].map(([name, text]) => {
    const code = text
      .replaceAll(/\/\*[^]*?\*\//g, '')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('import ') && line !== 'export {};')
      .join('\n');
    return `## ${name}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
  });
  return `# The surface of @facet/api

Every declaration that a plugin can import, by module. What changes here changes for every plugin: a removal or a new required member needs a new major version.

This page is generated from the code.

${modules.join('\n')}`;
}
