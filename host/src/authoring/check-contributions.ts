import process from 'node:process';
import { isFacetError } from '@facet/api';
import type { Call, Swapper } from '@facet/api';
import { checkConformance } from '@facet/testing';
import type { TestCall } from '@facet/testing';
import { createEnvironment } from '../engine/environment.js';
import type { Environment } from '../engine/environment.js';
import type { ContributionRef } from '../plugins/catalogue.js';
import { PluginWatch } from '../plugins/plugin-watch.js';
import { problem } from './checks.js';
import type { PluginCheck, ValidationMessage } from './checks.js';

type Send = (message: ValidationMessage) => Promise<void>;

/** Activates a plugin in the real host and compares what each of its providers returns with the contract of its kind. */
export async function checkContributions(dir: string, send: Send): Promise<void> {
  const report = (check: PluginCheck): Promise<void> => send({ type: 'check', check });
  let environment: Environment;
  let refs: readonly ContributionRef[];
  try {
    const request = { cwd: dir, file: false, env: process.env, flags: { plugins: [dir] } } as const;
    environment = await createEnvironment(request, {
      watch: new PluginWatch(),
      onDiagnostic: () => undefined,
    });
    await send({ type: 'start', name: 'activation' });
    refs = await activate(environment, report);
  } catch (error) {
    await report(problem('activation', error));
    return;
  }
  for (const ref of refs) {
    const name = `${ref.kind} ${ref.name}`;
    await send({ type: 'start', name });
    await report(await checkContribution(environment, ref, name));
  }
  await send({ type: 'start', name: 'disposal' });
  try {
    await environment.dispose();
  } catch (error) {
    await report(problem('disposal', error));
  }
}

async function activate(
  { plugins }: Environment,
  report: (check: PluginCheck) => Promise<void>,
): Promise<readonly ContributionRef[]> {
  const id = plugins.plugins.find((plugin) => !plugin.bundled)?.id;
  const refs = plugins.contributions().filter((ref) => ref.plugin === id);
  await plugins.activateHookPlugins();
  if (refs[0]) await plugins.activate(refs[0]);
  const taps = plugins.taps().filter((tap) => tap.plugin.id === id);
  const names = [
    ...refs.map((ref) => `the ${ref.kind} ${ref.id}`),
    ...taps.map((tap) => `a tap of ${tap.hook}`),
  ];
  await report({ name: 'activation', state: 'ok', detail: `It registers ${names.join(', ') || 'nothing'}.` });
  return refs;
}

async function checkContribution(
  { plugins, kernels }: Environment,
  ref: ContributionRef,
  name: string,
): Promise<PluginCheck> {
  const skip = (detail: string, remedy?: string): PluginCheck => ({
    name,
    state: 'skipped',
    detail,
    ...(remedy !== undefined && { remedy }),
  });
  if (ref.kind === 'importer' || ref.kind === 'command') {
    return skip(`Only its author has input for it; check it with checkConformance in the package's tests.`);
  }
  const provider = await plugins.activate(ref);
  const { needs } = provider as Partial<Swapper<never, never>>;
  if (needs?.embedding === true || needs?.mesh468 === true) {
    return skip(`It needs a real face; check it with checkConformance in the package's tests.`);
  }
  const host = {
    kernels,
    provider: () => provider as never,
    call: (): TestCall => {
      const call: Call = {
        options: plugins.options(ref, {}, 'the defaults'),
        signal: new AbortController().signal,
        warn: () => undefined,
        time: (_, work) => work(),
      };
      return { ...call, options: call.options as never, warnings: [] };
    },
  };
  try {
    const breaches = await checkConformance(host, ref.kind, ref.id);
    if (breaches.length === 0) return { name, state: 'ok', detail: 'It keeps the contract of its kind.' };
    return {
      name,
      state: 'problem',
      detail: breaches.join(' '),
      remedy: `See the type of every ${ref.kind} in @facet/api.`,
    };
  } catch (error) {
    if (isFacetError(error, 'MODEL_MISSING')) return skip(error.message, error.remedy);
    return problem(name, error);
  }
}
