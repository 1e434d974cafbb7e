import type { EngineSession } from './session.js';
import { openSession } from './session.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { callService } from './services.js';
import { toWire } from './wire-error.js';

/** Answers the messages of one engine. A worker posts what it is given here; an inline engine calls it directly. */
export function serve(post: (message: FromWorker) => void): (message: ToWorker) => Promise<void> {
  const controller = new AbortController();
  let session: EngineSession | undefined;

  const answer = async (message: Exclude<ToWorker, { type: 'abort' }>): Promise<unknown> => {
    switch (message.type) {
      case 'open': {
        const events = {
          onStage: (event: Extract<FromWorker, { type: 'stage' }>['event']) => post({ type: 'stage', event }),
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
        return callService(message, post, controller.signal);
    }
  };

  return async (message) => {
    if (message.type === 'abort') {
      controller.abort();
      return;
    }
    try {
      post({ type: 'answer', value: await answer(message) });
    } catch (error) {
      post({ type: 'failure', error: toWire(error) });
    }
  };
}
