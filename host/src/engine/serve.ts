import { pluginStray } from '../errors/plugins.js';
import type { Activity } from '../plugins/index.js';
import { PluginWatch } from '../plugins/index.js';
import { EnvironmentKeeper } from './environment-keeper.js';
import { createEnvironment } from './environment.js';
import type { DiagnosticEvent, FromWorker, ToWorker } from './protocol.js';
import { callService } from './services.js';
import type { EngineSession, OpenEnvironment } from './session.js';
import { openSession } from './session.js';
import { toRecord, toWire } from './wire-error.js';

type Request = Exclude<ToWorker, { type: 'abort' | 'faults' }>;

export interface Served {
  readonly handle: (message: ToWorker) => Promise<void>;
  /** Takes what was thrown or rejected with nobody there to catch it. */
  readonly stray: (activity: Activity | undefined, what: 'rejection' | 'exception', cause: unknown) => void;
}

const host: Activity = { kind: 'host', name: 'work', provider: 'facet', limitMs: 0 };

/** Answers the messages of one engine. A worker posts what it is given here; an inline engine calls it directly. */
export function serve(post: (message: FromWorker) => void): Served {
  // A kept engine serves one job after the other, and an interrupt ends one of them.
  let controller = new AbortController();
  const keeper = new EnvironmentKeeper();
  const watch = new PluginWatch({
    onBegin: (activity) => post({ type: 'begin', activity }),
    onEnd: () => post({ type: 'end' }),
    onFault: (plugin, message) =>
      post({ type: 'fault', plugin: { id: plugin.id, version: plugin.version }, message }),
  });
  const onDiagnostic = (event: DiagnosticEvent): void => post({ type: 'diagnostic', event });
  const openEnvironment = (keep: boolean): OpenEnvironment => {
    const events = { watch, onDiagnostic };
    return keep
      ? (request) => keeper.open(request, events)
      : (request, options) => createEnvironment(request, events, options);
  };
  let session: EngineSession | undefined;

  const answer = async (message: Request): Promise<unknown> => {
    switch (message.type) {
      case 'open': {
        controller = new AbortController();
        watch.quarantine.merge(message.faults);
        await leaveSession();
        session = await openSession(
          message.config,
          { watch, onDiagnostic, openEnvironment: openEnvironment(message.keep) },
          controller.signal,
        );
        return session.header;
      }
      case 'prepare':
        return session?.prepare();
      case 'target':
        return session?.runTarget(message.index);
      case 'close': {
        const footer = await session?.close(message.report);
        await endSession();
        return footer;
      }
      case 'release':
        await endSession();
        return keeper.dispose();
      case 'call':
        controller = new AbortController();
        await leaveSession();
        return callService(message, {
          post,
          watch,
          openEnvironment: openEnvironment(message.keep),
          signal: controller.signal,
        });
    }
  };
  /** A run that could not be prepared is never closed; what goes wrong with it is not the next one's fault. */
  const leaveSession = (): Promise<void> =>
    endSession().catch((error: unknown) => onDiagnostic({ level: 'error', ...toRecord(error) }));
  const endSession = async (): Promise<void> => {
    const ended = session;
    session = undefined;
    await ended?.dispose();
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
