import { errorCodes } from '../errors/index.js';

/** The reference page of every error code, as Markdown. */
export function errorPage(): string {
  const rows = Object.entries(errorCodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { exit, meaning }]) => `| \`${code}\` | ${exit} | ${meaning} |`);
  return `# Errors

Every error has a stable code, a sentence that says what happened to what, and a sentence that says what to do. The command line prints them on stderr and ends with the exit code; with \`--json\` they stand under \`error\`. Plugins bring codes of their own, which end a command with 1.

This page is generated from the code.

| code | exit | when |
| --- | --- | --- |
${rows.join('\n')}
`;
}
