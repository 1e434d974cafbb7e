import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { findProjectCode, TrustStore } from '../../trust/index.js';
import type { CommandContext } from '../command-context.js';
import { describeCode } from '../ensure-trust.js';

export interface TrustOptions {
  readonly list?: boolean;
  readonly revoke?: boolean;
}

/** `facet trust`: lets the code of a folder run, lists what was trusted, or takes it back. */
export async function trust(
  context: CommandContext,
  folder: string | undefined,
  { list = false, revoke = false }: TrustOptions,
): Promise<number> {
  const store = new TrustStore(context.env);
  if (list) return listTrusted(context, store);
  const request = context.untrustedRequest();
  const cwd = folder === undefined ? request.cwd : path.resolve(request.cwd, folder);
  return revoke ? revokeTrust(context, store, cwd) : giveTrust(context, store, { ...request, cwd });
}

async function giveTrust(
  { terminal }: CommandContext,
  store: TrustStore,
  request: Parameters<typeof findProjectCode>[0],
): Promise<number> {
  const project = await findProjectCode(request);
  if (project.code.length > 0) await store.trust(project);
  const code = describeCode(project.folder, project.code);
  terminal.note(
    code.length === 0
      ? `${project.folder} runs no code of its own; there is nothing to trust.`
      : `${project.folder} may run: ${code.join(', ')}`,
  );
  terminal.document({ folder: project.folder, code });
  return 0;
}

async function listTrusted({ terminal }: CommandContext, store: TrustStore): Promise<number> {
  const folders = await store.list();
  if (folders.length === 0) terminal.line('No folder is trusted.');
  for (const { folder, trustedAt } of folders) terminal.line(`${folder}  (${trustedAt.slice(0, 10)})`);
  terminal.document({ file: store.file, folders });
  return 0;
}

async function revokeTrust({ terminal }: CommandContext, store: TrustStore, folder: string): Promise<number> {
  const real = await realpath(folder).catch(() => folder);
  const revoked = await store.revoke(real);
  terminal.note(revoked ? `${real} is no longer trusted.` : `${real} was not trusted.`);
  terminal.document({ folder: real, revoked });
  return revoked ? 0 : 1;
}
