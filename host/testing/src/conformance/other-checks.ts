import type { Checker, Command, Importer, Providers } from '@facet/api';
import type { Stage } from './stage.js';
import { isUnit, keeping } from './stage.js';

type Check<K extends keyof Providers> = (provider: Providers[K], stage: Stage) => Promise<void>;

const checker: Check<'checker'> = async (provider: Checker<never>, stage) => {
  const { frame, call, expect } = stage;
  const { score, details = {} } = await keeping(stage, [frame], () => provider.check(frame, call));
  expect(isUnit(score), `must give a score from 0 to 1, not ${score}.`);
  expect(Object.values(details).every(Number.isFinite), 'must give finite figures as details.');
};

const importer: Check<'importer'> = async (provider: Importer, { samples, call, expect }) => {
  const { main, files } = needed(samples.importer, 'importer');
  const first = await provider.import(main, files, call.options);
  const second = await provider.import(main, new Map([...files].reverse()), call.options);
  expect(first.length > 0, 'must give the bytes of a model.');
  expect(
    first.length === second.length && first.every((byte, i) => byte === second[i]),
    'must give the same bytes for the same files.',
  );
};

const command: Check<'command'> = async (provider: Command, { samples, call, expect }) => {
  const { args } = needed(samples.command, 'command');
  const code = await provider.run(args, { print: () => undefined, signal: call.signal });
  expect(Number.isInteger(code) && code >= 0 && code <= 255, `must return an exit code, not ${code}.`);
};

function needed<T>(sample: T | undefined, name: string): T {
  if (sample !== undefined) return sample;
  throw new TypeError(`Expected samples.${name} to check a provider of that kind but received nothing`);
}

export const otherChecks = { checker, importer, command };
