import { defaults } from '../config/defaults.js';
import { loadConfig } from '../config/index.js';
import { pluginStray } from '../errors/plugins.js';
import type { Activity } from '../plugins/index.js';
import { PluginWatch } from '../plugins/index.js';
import { EnvironmentKeeper } from './environment-keeper.js';
import type { Project } from './environment.js';
import { buildEnvironment } from './environment.js';
import type { DiagnosticEvent, EngineNeeds, EngineRequest, FromWorker, ToWorker } from './protocol.js';
import { callService } from './services.js';
import type { EngineSession, OpenEnvironment } from './session.js';
import { openSession } from './session.js';
import { toRecord, toWire } from './wire-error.js';
import { Outbox } from './write-out.js';

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
    onBegin: (activity, id) => post({ type: 'begin', id, activity }),
    onEnd: (id) => post({ type: 'end', id }),
    onFault: (plugin, message) =>
      post({ type: 'fault', plugin: { id: plugin.id, version: plugin.version }, message }),
  });
  const outbox = new Outbox(post);
  const onDiagnostic = (event: DiagnosticEvent): void => post({ type: 'diagnostic', event });
  const openEnvironment = ({ request, loaded }: Project, keep: boolean): OpenEnvironment => {
    const events = { watch, onDiagnostic };
    return keep
      ? async () => keeper.open(await loaded, request, events)
      : async ({ tolerant } = {}) => buildEnvironment(await loaded, request, events, tolerant);
  };
  let project: Project | undefined;
  let session: EngineSession | undefined;

  const configured = (): Project => {
    if (project) return project;
    throw new Error('An engine is configured before it is asked for anything else.');
  };

  const answer = async (message: EngineRequest): Promise<unknown> => {
    switch (message.type) {
      case 'configure': {
        controller = new AbortController();
        await leaveSession();
        project = { request: message.config, loaded: loadConfig(message.config) };
        // What is wrong with it is for the request that follows to say.
        const engine = await project.loaded.then(
          ({ config }) => config.engine,
          () => defaults.engine,
        );
        return { ...engine } satisfies EngineNeeds;
      }
      case 'open': {
        watch.quarantine.merge(message.faults);
        const { request } = configured();
        session = await openSession(
          request.cwd,
          {
            watch,
            onDiagnostic,
            openEnvironment: openEnvironment(configured(), message.keep),
            writeOut: outbox.writeOut,
          },
          controller.signal,
        );
        return session.header;
      }
      case 'prepare':
        return session?.prepare();
      case 'target':
        return session?.runTarget(message, () => post({ type: 'free' }));
      case 'close': {
        const footer = await session?.close(message.report);
        await endSession();
        return footer;
      }
      case 'release':
        await endSession();
        return keeper.dispose();
      case 'call':
        return callService(message, configured(), {
          post,
          watch,
          openEnvironment: openEnvironment(configured(), message.keep),
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
      if (message.type === 'written-out') {
        outbox.settle(message);
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
