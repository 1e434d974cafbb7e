import { pluginStray } from '../errors/plugins.js';
import type { Activity } from '../plugins/index.js';
import { PluginWatch } from '../plugins/index.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { callService } from './services.js';
import type { EngineSession } from './session.js';
import { openSession } from './session.js';
import { toWire } from './wire-error.js';

type Request = Exclude<ToWorker, { type: 'abort' | 'faults' }>;

export interface Served {
  readonly handle: (message: ToWorker) => Promise<void>;
  /** Takes what was thrown or rejected with nobody there to catch it. */
  readonly stray: (activity: Activity | undefined, what: 'rejection' | 'exception', cause: unknown) => void;
}

const host: Activity = { kind: 'host', name: 'work', provider: 'facet', limitMs: 0 };

/** Answers the messages of one engine. A worker posts what it is given here; an inline engine calls it directly. */
export function serve(post: (message: FromWorker) => void): Served {
  const controller = new AbortController();
  const watch = new PluginWatch({
    onBegin: (activity) => post({ type: 'begin', activity }),
    onEnd: () => post({ type: 'end' }),
    onFault: (plugin, message) =>
      post({ type: 'fault', plugin: { id: plugin.id, version: plugin.version }, message }),
  });
  let session: EngineSession | undefined;

  const answer = async (message: Request): Promise<unknown> => {
    switch (message.type) {
      case 'open': {
        watch.quarantine.merge(message.faults);
        const events = {
          watch,
          onDiagnostic: (event: Extract<FromWorker, { type: 'diagnostic' }>['event']) =>
            post({ type: 'diagnostic', event }),
        };
        session = await openSession(message.config, events, controller.signal);
        return session.header;
      }
      case 'prepare':
        return session?.prepare();
      case 'target':
        return session?.runTarget(message.index);
      case 'close': {
        const footer = await session?.close(message.report);
        await session?.dispose();
        return footer;
      }
      case 'call':
        return callService(message, { post, watch, signal: controller.signal });
    }
  };

  return {
    handle: async (message) => {
      if (message.type === 'abort') {
        controller.abort();
        return;
      }
      if (message.type === 'faults') {
        watch.quarantine.merge(message.faults);
        return;
      }
      try {
        post({ type: 'answer', value: await answer(message) });
      } catch (error) {
        post({ type: 'failure', error: toWire(error) });
      }
    },
    stray: (activity = host, what, cause) => {
      const error = pluginStray(activity, what, cause);
      post({ type: 'diagnostic', event: { level: 'error', code: error.code, message: error.message } });
      if (activity.plugin) watch.fault(activity.plugin, error.message);
      session?.stray(error);
    },
  };
}
