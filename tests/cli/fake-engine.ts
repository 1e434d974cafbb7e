import type { ConfigRequest } from '../../host/dist/config/index.js';
import type { CliIo } from '../../host/dist/cli/command-context.js';
import type { EnginePort, RunReport } from '../../host/dist/cli/engine-port.js';
import { summarize } from '../../host/dist/report/summary.js';
import type { PairReport, QualityReport } from '../../host/dist/report/records.js';
import { runCommandLine } from '../../host/dist/cli/run-command-line.js';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the engine was asked for. */
  readonly request?: ConfigRequest;
}

export interface World {
  readonly engine?: Partial<EnginePort>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly signal?: AbortSignal;
  readonly ask?: (question: string) => Promise<string>;
}

/** Runs a command line in this process, on an engine of the test's making. */
export async function facet(args: readonly string[], world: World = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  let request: ConfigRequest | undefined;
  const answer = <T>(config: ConfigRequest, value: T): Promise<T> => {
    request = config;
    return Promise.resolve(value);
  };
  const base: EnginePort = {
    runJob: (job) => answer(job.config, report()),
    inspect: (config) => answer(config, { plugins: [], models: [], hooks: [] }),
    checkPlan: async (config) => {
      await answer(config, undefined);
    },
    lockPlugins: (config) => answer(config, { file: '/nowhere/facet.lock', plugins: {} }),
    pullModels: ({ config }) => answer(config, { models: [], receivedBytes: 0 }),
    verifyModels: (config) => answer(config, []),
    doctor: (config) => answer(config, []),
    faces: ({ config }) => answer(config, {}),
    runPluginCommand: ({ config }) => answer(config, 0),
    writeQualityReport: ({ config, folder }) =>
      answer(config, {
        report: qualityReport(),
        page: `${folder}/index.html`,
        json: `${folder}/report.json`,
      }),
  };
  const io: CliIo = {
    stdout: { write: (text) => void (stdout += text), isTTY: world.tty ?? false },
    stderr: { write: (text) => void (stderr += text), isTTY: world.tty ?? false },
    cwd: world.cwd ?? '/nowhere',
    env: world.env ?? {},
    signal: world.signal ?? new AbortController().signal,
    ...(world.ask && { ask: world.ask }),
    engine: () => Promise.resolve({ ...base, ...world.engine }),
  };
  const exitCode = await runCommandLine(args, io);
  return { exitCode, stdout, stderr, ...(request && { request }) };
}

export const target = (
  name: string,
  outcome: string,
  more: Partial<RunReport['targets'][number]> = {},
): RunReport['targets'][number] => ({
  path: `/nowhere/${name}`,
  outcome,
  faces: [],
  warnings: [],
  ms: 1500,
  ...more,
});

export const report = (exitCode = 0, ...targets: RunReport['targets'][number][]): RunReport => ({
  exitCode,
  targets,
});

/** A quality report of these pairs. */
export const qualityReport = (...pairs: PairReport[]): QualityReport => ({
  qualityReport: 1,
  facet: '0.1.0',
  startedAt: '2026-01-02T03:04:05.000Z',
  ms: 0,
  plan: {},
  summary: summarize(pairs),
  pairs,
});
