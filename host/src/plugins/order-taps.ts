import { hookStages } from '@facet/api';
import { hookOrder } from '../errors/plugins.js';
import type { Tap } from './taps.js';

/**
 * Orders the taps of one hook: by stage, then so that every `before` and `after` holds, then as they were made.
 * One that names a plugin which does not tap the hook has no effect.
 * @throws FacetError `HOOK_ORDER` when a wish contradicts a stage or the wishes form a circle.
 */
export function orderTaps(hook: string, taps: readonly Tap[]): readonly Tap[] {
  const rank = (tap: Tap): number => hookStages.indexOf(tap.stage);
  for (const tap of taps) {
    const early = taps.find((other) => tap.before.includes(other.plugin.id) && rank(other) < rank(tap));
    const late = taps.find((other) => tap.after.includes(other.plugin.id) && rank(other) > rank(tap));
    const other = early ?? late;
    if (!other) continue;
    throw hookOrder(
      hook,
      `"${tap.plugin.id}" stands at stage "${tap.stage}" and wants to come ${early ? 'before' : 'after'} "${other.plugin.id}", which stands at "${other.stage}".`,
    );
  }
  return hookStages.flatMap((stage) =>
    orderWithinStage(
      hook,
      taps.filter((tap) => tap.stage === stage),
    ),
  );
}

function orderWithinStage(hook: string, taps: readonly Tap[]): readonly Tap[] {
  const waiting = [...taps];
  const ordered: Tap[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      (tap) => !waiting.some((other) => other.plugin.id !== tap.plugin.id && mustPrecede(other, tap)),
    );
    if (free === -1) {
      const circle = [...new Set(waiting.map((tap) => `"${tap.plugin.id}"`))].join(', ');
      throw hookOrder(hook, `${circle} each want to come before or after another of them.`);
    }
    ordered.push(...waiting.splice(free, 1));
  }
  return ordered;
}

function mustPrecede(first: Tap, second: Tap): boolean {
  return first.before.includes(second.plugin.id) || second.after.includes(first.plugin.id);
}
