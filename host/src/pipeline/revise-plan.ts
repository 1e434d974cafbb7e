import { contentCheckOptions } from '../errors/plugins.js';
import type { PluginHost, RunHooks } from '../plugins/index.js';
import type { Plan } from './plan.js';
import { stagesOf } from './plan.js';

/**
 * Lets plugins change the plan. What comes back names providers that exist, with valid options, and the content check is as it was.
 * @throws FacetError `PLUGIN_CONTENT_CHECK`, and those of the plugin host for unknown providers and options.
 */
export async function revisePlan(draft: Plan, hooks: RunHooks, plugins: PluginHost): Promise<Plan> {
  const given = { ...draft };
  const plan = (await hooks.call.plan(given)) as unknown as Plan;
  if ((plan as object) === given) return draft;
  const where = 'a plan hook';
  if (JSON.stringify(plan.contentCheck) !== JSON.stringify(draft.contentCheck)) {
    throw contentCheckOptions(where, ['It changes the checker or its threshold.']);
  }
  for (const { kind, stage } of stagesOf(plan))
    plugins.options(plugins.resolve(kind, stage.use), stage.options, where);
  return plan;
}
