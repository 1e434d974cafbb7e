import { expect, test } from '@jest/globals';
import { interruptible } from '../../host/dist/cli/interrupt.js';

function fakeProcess() {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  let said = '';
  const signal = interruptible({
    on: (name, listener) => listeners.set(name, listener),
    exit: (code) => exits.push(code),
    stderr: { write: (text) => (said += text) },
  });
  return { signal, exits, said: () => said, send: (name: string) => listeners.get(name)?.() };
}

test('the first Ctrl-C asks the work to stop', () => {
  const host = fakeProcess();
  host.send('SIGINT');
  expect([host.signal.aborted, host.exits]).toEqual([true, []]);
  expect(host.said()).toContain('press Ctrl-C again to stop at once');
});

test('the second one ends the process with 130', () => {
  const host = fakeProcess();
  host.send('SIGINT');
  host.send('SIGINT');
  expect(host.exits).toEqual([130]);
});

test('a request to terminate counts as an interrupt', () => {
  const host = fakeProcess();
  host.send('SIGTERM');
  expect(host.signal.aborted).toBe(true);
});
