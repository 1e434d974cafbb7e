import { errorCodes } from '../errors/index.js';
import type { PluginHost } from '../plugins/index.js';

/** The reference page of every error code, those of the plugins at hand included, as Markdown. */
export function errorPage({ plugins }: Pick<PluginHost, 'plugins'>): string {
  const own = Object.entries(errorCodes).map(([code, { exit, meaning }]) => row(code, String(exit), meaning));
  const others = plugins.flatMap(({ id, manifest }) =>
    Object.entries(manifest?.errors ?? {}).map(([code, meaning]) => row(code, id, meaning)),
  );
  return `# Errors

Every error has a stable code, a sentence that says what happened to what, and a sentence that says what to do. The command line prints them on stderr and ends with the exit code; with \`--json\` they stand under \`error\`.

This page is generated from the code.

| code | exit | when |
| --- | --- | --- |
${own.sort().join('\n')}

## Codes of the bundled plugins

Plugins bring codes of their own, which they list under \`errors\` in their manifests. A command that fails with one ends with 1.

| code | plugin | when |
| --- | --- | --- |
${others.sort().join('\n')}
`;
}

const row = (code: string, second: string, meaning: string): string =>
  `| \`${code}\` | ${second} | ${meaning} |`;
