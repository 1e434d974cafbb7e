/** The process of an engine: it starts the engine's thread, hands messages to it, and ends when its parent does. */
import process from 'node:process';
import { codeOf, messageOf } from '../errors/cause.js';
import { createNativeGate } from '../inference/native-calls.js';
import { writeFrame } from './pipe.js';
import type { EngineEnded } from './process-vessel.js';
import { pipeFd } from './process-vessel.js';
import type { ToWorker } from './protocol.js';
import type { VesselSettings } from './vessel.js';
import { createEngineThread } from './vessel.js';

// The parent is gone, however that came about. Native code may be stuck in the engine's thread, which only this ends.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// A terminal sends these to the parent as well, and it is for the parent to say what happens.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.once('message', (settings: VesselSettings) => {
  const thread = createEngineThread(settings, createNativeGate(), pipeFd);
  process.on('message', (message: ToWorker) => thread.postMessage(message));
  thread.once('error', (cause) => {
    const code = codeOf(cause);
    end({ type: 'ended', message: messageOf(cause), ...(code !== undefined && { code }) });
  });
  thread.once('exit', (code) => end({ type: 'ended', message: `it exited with code ${code}` }));
});

function end(message: EngineEnded): void {
  writeFrame(pipeFd, message);
  process.exit();
}
