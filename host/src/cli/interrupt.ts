/** What of the process an interrupt needs. */
export interface InterruptibleProcess {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
  readonly stderr: { write(text: string): unknown };
}

const interruptedExit = 130;

/** A signal that aborts at the first Ctrl-C, so that work ends in order; the second ends the process at once. */
export function interruptible(host: InterruptibleProcess): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      host.exit(interruptedExit);
      return;
    }
    host.stderr.write('\nStopping after the current step; press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  host.on('SIGINT', interrupt);
  host.on('SIGTERM', interrupt);
  return controller.signal;
}
