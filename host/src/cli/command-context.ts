import type { ConfigRequest } from '../config/index.js';
import type { CallIo, EnginePort } from './engine-port.js';
import { ensureTrusted } from './ensure-trust.js';
import { FlagTree } from './flag-tree.js';
import { Terminal } from './terminal.js';
import type { Stream } from './terminal.js';

/** The world around the command line; tests bring their own. */
export interface CliIo {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly engine: () => Promise<EnginePort>;
  /** Asks a person; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
}

/** Options every command has. */
export interface GlobalOptions {
  /** `false` with `--no-config`. */
  readonly config?: string | boolean;
  readonly set?: readonly string[];
  readonly device?: string;
  readonly kernels?: string;
  readonly isolate?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly trust?: boolean;
  readonly frozen?: boolean;
}

/** What a command works with. */
export interface CommandContext extends CliIo {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  /**
   * The config this command line asks for, `flags` being those of the command itself.
   * Rejects with FacetError `TRUST_REQUIRED` when loading it would run code that nobody has trusted.
   */
  readonly request: (flags?: FlagTree) => Promise<ConfigRequest>;
  /** The same without that question, for commands that run nothing. */
  readonly untrustedRequest: (flags?: FlagTree) => ConfigRequest;
  /** For calls of the engine: interruption, and warnings on the terminal. */
  readonly call: CallIo;
}

export function createContext(io: CliIo, options: GlobalOptions): CommandContext {
  const terminal = new Terminal(io.stdout, io.stderr, options, io.env);
  const untrustedRequest = (flags = new FlagTree()): ConfigRequest => {
    flags
      .set('device', options.device, '--device')
      .set('kernels', options.kernels, '--kernels')
      .set('engine.isolate', options.isolate, '--isolate');
    const { config } = options;
    return {
      cwd: io.cwd,
      // Other variables stay here: the request goes to other threads and into reports.
      env: Object.fromEntries(Object.entries(io.env).filter(([name]) => name.startsWith('FACET_'))),
      ...((typeof config === 'string' || config === false) && { file: config }),
      ...(options.set && { set: options.set }),
      flags: flags.tree,
      flagNames: flags.names,
      ...(options.frozen === true && { frozen: true }),
    };
  };
  return {
    ...io,
    options,
    terminal,
    call: { signal: io.signal, onDiagnostic: (event) => terminal.diagnostic(event) },
    untrustedRequest,
    request: async (flags) => {
      const request = untrustedRequest(flags);
      await ensureTrusted(request, io, terminal, options.trust === true);
      return request;
    },
  };
}
