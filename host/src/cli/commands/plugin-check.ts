import path from 'node:path';
import type { PluginCheck } from '../../authoring/checks.js';
import { npm } from '../../authoring/npm.js';
import type { NpmCall } from '../../authoring/npm.js';
import { packPluginAt } from '../../authoring/pack-plugin.js';
import { pluginInvalid } from '../../errors/authoring.js';
import type { CommandContext } from '../command-context.js';
import { megabytes, table } from '../table.js';

/** `facet plugin validate`: a line for each thing that was looked at; the exit code is 1 when there is a problem. */
export async function validatePlugin(context: CommandContext, folder: string): Promise<number> {
  const checks = await validate(context, folder);
  context.terminal.document({ checks });
  return problemsOf(checks).length > 0 ? 1 : 0;
}

/** `facet plugin test`: the package's own tests, then validation. */
export async function testPlugin(context: CommandContext, folder: string): Promise<number> {
  await npm(['test'], npmCall(context, folder));
  return validatePlugin(context, folder);
}

/** `facet plugin pack`: builds and validates the plugin and writes its package file. */
export async function packPlugin(
  context: CommandContext,
  folder: string,
  { out = '.' }: { readonly out?: string },
): Promise<number> {
  const { terminal, cwd } = context;
  const call = npmCall(context, folder);
  await npm(['run', 'build', '--if-present'], call);
  const problems = problemsOf(await validate(context, folder));
  if (problems.length > 0) {
    throw pluginInvalid(
      call.dir,
      problems.map(({ name, detail }) => `${name}: ${detail}`),
    );
  }
  const packed = await packPluginAt(call, path.resolve(cwd, out));
  for (const file of packed.files) terminal.note(`  ${file}`);
  const file = path.relative(cwd, packed.file);
  terminal.note(`Wrote ${file} (${megabytes(packed.sizeBytes)}). Publish it: npm publish ${file}`);
  terminal.document(packed);
  return 0;
}

async function validate(
  { terminal, cwd, env, signal }: CommandContext,
  folder: string,
): Promise<readonly PluginCheck[]> {
  // The schema compiler is loaded only when it is needed: every command would start later.
  const { validatePluginAt } = await import('../../authoring/validate-plugin.js');
  const checks = await validatePluginAt({ dir: path.resolve(cwd, folder), env, signal });
  const lines = table(checks.map(({ state, name, detail }) => [state.padEnd(7), name, detail]));
  for (const [index, { state, remedy }] of checks.entries()) {
    const line = lines[index]!;
    const { green, red, yellow } = terminal.colors;
    const color = { ok: green, problem: red, skipped: yellow }[state];
    terminal.note(color(state) + line.slice(state.length));
    if (state !== 'ok' && remedy !== undefined) terminal.note(`         what to do: ${remedy}`);
  }
  return checks;
}

function npmCall({ terminal, cwd, env, signal }: CommandContext, folder: string): NpmCall {
  return { dir: path.resolve(cwd, folder), env, signal, onOutput: (text) => terminal.note(text.trimEnd()) };
}

function problemsOf(checks: readonly PluginCheck[]): readonly PluginCheck[] {
  return checks.filter(({ state }) => state === 'problem');
}
