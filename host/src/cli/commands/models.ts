import type { CommandContext } from '../command-context.js';
import type { ModelInfo, PullProgress } from '../engine-port.js';
import { Progress } from '../progress.js';
import { megabytes, table } from '../table.js';

/** `facet models list`: what every plugin needs and what the cache holds. */
export async function listModels(context: CommandContext): Promise<number> {
  const { models } = await (await context.engine()).inspect(await context.request(), context.call);
  for (const line of table(models.map(row))) context.terminal.line(line);
  context.terminal.document({ models });
  return 0;
}

/** `facet models verify`: the exit code is 1 when a model that is needed is missing or any is damaged. */
export async function verifyModels(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const models = await (await context.engine()).verifyModels(await context.request(), context.call);
  for (const line of table(models.map(row))) terminal.line(line);
  const bad = models.filter(
    ({ status, optional }) => status === 'corrupt' || (status === 'missing' && !optional),
  );
  for (const { id, status, file, expected, found } of bad) {
    const hashes = status === 'corrupt' ? `: expected SHA-256 ${expected ?? '?'}, found ${found ?? '?'}` : '';
    terminal.error(`${terminal.errorColors.red(status)}  ${id}  ${file}${hashes}`);
  }
  if (bad.length > 0) terminal.error(`  what to do: facet models pull ${bad.map(({ id }) => id).join(' ')}`);
  terminal.document({ models });
  return bad.length > 0 ? 1 : 0;
}

/** `facet models pull`: fetches what is missing, mends what is damaged, and says under which licence each model comes. */
export async function pullModels(
  context: CommandContext,
  ids: readonly string[],
  { force = false }: { readonly force?: boolean },
): Promise<number> {
  const { terminal } = context;
  const engine = await context.engine();
  const progress = new Progress(terminal);
  try {
    const report = await engine.pullModels(
      { config: await context.request(), force, ...(ids.length > 0 && { ids }) },
      { ...context.call, onProgress: (event) => progress.update(describeProgress(event)) },
    );
    progress.end();
    const rows = report.models.map(({ model, outcome, bytes, license }) => [
      outcome,
      model,
      megabytes(bytes),
      license,
    ]);
    for (const line of table(rows)) terminal.note(line);
    if (report.receivedBytes > 0) terminal.note(`${megabytes(report.receivedBytes)} fetched`);
    terminal.document(report);
    return 0;
  } finally {
    progress.end();
  }
}

const phases = { fetch: 'fetching', verify: 'verifying', convert: 'converting', store: 'storing' } as const;

function describeProgress({ model, phase, receivedBytes, totalBytes }: PullProgress): string {
  const received = receivedBytes === undefined ? '' : ` ${megabytes(receivedBytes)}`;
  const total = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
  return `${phases[phase]} ${model}${received}${total}`;
}

function row({ status, id, plugin, bytes, license, optional }: ModelInfo): readonly string[] {
  const name = status === 'missing' && optional ? 'optional' : status;
  return [name, id, megabytes(bytes), license, plugin];
}
