import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('opencv.py', import.meta.url));

/** Debian's python3-opencv belongs to the system's Python; another one is named by FACET_PYTHON. */
const interpreters = [process.env.FACET_PYTHON ?? '/usr/bin/python3', 'python3'];

/** A running OpenCV, or undefined when no Python here has one. */
export async function startOpenCv() {
  for (const interpreter of interpreters) {
    const opencv = new OpenCv(interpreter);
    try {
      opencv.facts = await opencv.ask({ do: 'facts' });
      opencv.folder = await mkdtemp(join(tmpdir(), 'facet-bench-'));
      return opencv;
    } catch {
      opencv.stop();
    }
  }
  return undefined;
}

/** One Python process that prepares operations and then runs them when asked, so that both sides take turns. */
class OpenCv {
  #child;
  #answers;
  #gone;
  #files = 0;

  constructor(interpreter) {
    this.#child = spawn(interpreter, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#gone = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => reject(new Error('OpenCV ended')));
    });
    this.#gone.catch(() => undefined);
    this.#child.stdin.on('error', () => undefined);
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(command) {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await Promise.race([this.#answers.next(), this.#gone]);
    if (done) throw new Error(`OpenCV ended at ${JSON.stringify(command)}`);
    return JSON.parse(value);
  }

  /** Hands over inputs `{ data, shape }` once; `run(times)` then gives milliseconds per run. */
  async prepare(op, args, inputs) {
    const id = `${this.#files++}`;
    const entries = [];
    for (const [i, { data, shape }] of inputs.entries()) {
      const path = join(this.folder, `${id}-${i}`);
      await writeFile(path, data);
      entries.push({ path, shape, type: data instanceof Float32Array ? 'float32' : 'uint8' });
    }
    await this.ask({ do: 'prepare', id, op, args, inputs: entries });
    for (const { path } of entries) await rm(path);
    return {
      run: async (times) => (await this.ask({ do: 'run', id, times })).ms,
      output: async () => {
        const path = join(this.folder, `${id}-out`);
        const { written } = await this.ask({ do: 'output', id, path });
        if (!written) return undefined;
        const bytes = await readFile(path);
        await rm(path);
        return bytes;
      },
      drop: () => this.ask({ do: 'drop', id }),
    };
  }

  async stop() {
    this.#child.stdin.end();
    this.#child.kill();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }
}
