import path from 'node:path';
import type { ConfigRequest } from '../config/index.js';
import { trustRequired } from '../errors/trust.js';
import type { Project, ProjectCode } from '../trust/index.js';
import { findProjectCode, TrustStore } from '../trust/index.js';
import type { CliIo } from './command-context.js';
import type { Terminal } from './terminal.js';

/**
 * Keeps code that nobody has trusted from running: asks where a person can answer, and fails everywhere else.
 * `--trust` and `FACET_TRUST=1` answer for the person; the latter leaves no record.
 * @throws FacetError `TRUST_REQUIRED`.
 */
export async function ensureTrusted(
  request: ConfigRequest,
  { env, ask }: CliIo,
  terminal: Terminal,
  trust: boolean,
): Promise<void> {
  if (env.FACET_TRUST === '1') return;
  const project = await findProjectCode(request);
  if (project.code.length === 0) return;
  const store = new TrustStore(env);
  const unknown = await store.unknown(project);
  if (unknown.length === 0) return;
  if (!trust && !(ask && (await agrees(project, unknown, terminal, ask)))) {
    throw trustRequired(project.folder, describeCode(project.folder, unknown));
  }
  await store.trust(project);
}

async function agrees(
  { folder }: Project,
  unknown: readonly ProjectCode[],
  terminal: Terminal,
  ask: (question: string) => Promise<string>,
): Promise<boolean> {
  terminal.error(`${folder} runs code that did not come with Facet:`);
  for (const line of describeCode(folder, unknown)) terminal.error(`  ${line}`);
  terminal.error('Code runs with your rights: it can read and change your files, and use the network.');
  const answer = await ask('Run it here from now on? Facet asks again when a config file changes. [y/N] ');
  return /^y(es)?$/i.test(answer.trim());
}

/** `facet.config.ts`, `plugin ./acme (named in facet.config.json)`. */
export function describeCode(folder: string, code: readonly ProjectCode[]): readonly string[] {
  const short = (file: string): string =>
    path.isAbsolute(file) ? path.relative(folder, file) || file : file;
  return code.map(({ kind, name, namedBy }) =>
    kind === 'config' ? `config ${short(name)}` : `plugin ${name} (named in ${short(namedBy)})`,
  );
}
