import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { formatOrigin, loadConfig, originOf } from '../../host/dist/config/index.js';
import { inProject } from './support.ts';

/** `case.json` of a folder in `cases/`; the other files of the folder are the project. `<root>` stands for its folder. */
interface Case {
  readonly request: {
    readonly cwd?: string;
    readonly file?: string | false;
    readonly set?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly flags?: Readonly<Record<string, unknown>>;
    readonly flagNames?: Readonly<Record<string, string>>;
  };
  readonly config?: Readonly<Record<string, unknown>>;
  readonly origins?: Readonly<Record<string, string>>;
  /** What holds for single targets, by their path. */
  readonly targets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly remedy?: string;
    readonly line?: number;
    readonly problems?: number;
  };
}

const folder = path.join(import.meta.dirname, 'cases');
const names = readdirSync(folder);

describe('a project in a folder of cases/ loads as its case.json says', () => {
  test.each(names)('%s', async (name) => {
    await inProject(path.join(folder, name), async (root) => {
      const text = readFileSync(path.join(folder, name, 'case.json'), 'utf8');
      const expected = JSON.parse(text.replaceAll('<root>', root)) as Case;
      const request = { env: {}, ...expected.request, cwd: path.join(root, expected.request.cwd ?? '.') };
      if (expected.error) {
        expectFailure(await failureOf(loadConfig(request)), expected.error);
        return;
      }
      const loaded = await loadConfig(request);
      expectValues(loaded.config, expected.config ?? {});
      for (const [leaf, origin] of Object.entries(expected.origins ?? {})) {
        expect([leaf, formatOrigin(originOf(loaded.origins, leaf), root)]).toEqual([leaf, origin]);
      }
      for (const [target, values] of Object.entries(expected.targets ?? {})) {
        expectValues(loaded.forTarget(path.join(root, target)), values);
      }
      expect(Object.isFrozen(loaded.config.detector)).toBe(true);
    });
  });
});

function expectValues(config: object, values: Readonly<Record<string, unknown>>): void {
  for (const [leaf, value] of Object.entries(values)) {
    const found = leaf
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], config);
    expect([leaf, found]).toEqual([leaf, value]);
  }
}

interface Failure extends Error {
  readonly code: string;
  readonly remedy?: string;
  readonly details?: { readonly line?: number; readonly problems?: readonly unknown[] };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error as Failure,
  );
  if (!failure) throw new Error('Expected loading to fail but it did not');
  return failure;
}

function expectFailure(failure: Failure, expected: NonNullable<Case['error']>): void {
  expect({ code: failure.code, message: failure.message }).toEqual({
    code: expected.code,
    message: expect.stringContaining(expected.message) as unknown,
  });
  if (expected.remedy !== undefined) expect(failure.remedy).toContain(expected.remedy);
  if (expected.line !== undefined) expect(failure.details?.line).toBe(expected.line);
  if (expected.problems !== undefined) expect(failure.details?.problems).toHaveLength(expected.problems);
  expect(failure.message).not.toMatch(/\n\s+at /);
}
