import type { Device, ModelPort, TensorData } from '@facet/api';
import { messageOf } from '../errors/cause.js';
import { brokerDisposed, modelInput, modelOpen, modelRun } from '../errors/inference.js';
import type { DeviceAttempt, DeviceChoice } from './devices.js';
import { chooseDevice } from './devices.js';
import { callNative } from './native-calls.js';
import type { InferenceSession, Provider } from './onnxruntime.js';
import { createSession } from './onnxruntime.js';
import { copyFeeds, fromTensor, toTensors } from './tensors.js';
import type { Feeds } from './tensors.js';

export interface BrokerOptions {
  readonly device: Device;
  /** Threads of one inference; 0 or absent leaves the number to the runtime. */
  readonly threads?: number | undefined;
  /** Hands out a model's verified ONNX bytes; called once per model. */
  readonly open: (model: string) => Promise<{ readonly bytes: Uint8Array; readonly sha256: string }>;
}

/** What one model did, for the run report. */
export interface ModelReport {
  readonly model: string;
  readonly sha256: string;
  /** The device that really runs it. */
  readonly device: Provider;
  readonly openMs: number;
  readonly runs: number;
  /** Total time in `run`, in milliseconds. */
  readonly runMs: number;
}

export interface InferenceReport {
  readonly requested: Device;
  /** Absent until the first model is opened. */
  readonly device?: Provider;
  /** Every device considered, with its reason; a model that `auto` moved to the CPU adds a line that names it. */
  readonly attempts: readonly (DeviceAttempt & { readonly model?: string })[];
  readonly threads: number;
  readonly models: readonly ModelReport[];
}

export type ModelResult = Readonly<Record<string, TensorData & { readonly data: Float32Array }>>;

interface OpenModel {
  readonly session: InferenceSession;
  readonly device: Provider;
  readonly sha256: string;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
}

/** What a model has done since the beginning or `startRun`. */
interface Usage {
  /** 0 for a model that was open before. */
  readonly openMs: number;
  runs: number;
  runMs: number;
}

/**
 * Runs models on the device the config names. Sessions open on first use and stay open until `dispose`.
 * Opening and running block the calling thread, which is why brokers live in engine workers.
 */
export class InferenceBroker {
  readonly #options: BrokerOptions;
  readonly #sessions = new Map<string, Promise<OpenModel>>();
  readonly #opened = new Map<string, OpenModel>();
  readonly #usage = new Map<string, Usage>();
  readonly #moved: (DeviceAttempt & { readonly model: string })[] = [];
  #choice: Promise<DeviceChoice> | undefined;
  #chosen: DeviceChoice | undefined;
  #disposed = false;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /**
   * Chooses the device now rather than with the first model.
   * @throws FacetError `DEVICE_UNAVAILABLE`.
   */
  async device(): Promise<DeviceChoice> {
    this.#choice ??= chooseDevice(this.#options.device);
    this.#chosen = await this.#choice;
    return this.#chosen;
  }

  /**
   * Inputs and outputs of a model.
   * @throws FacetError `DEVICE_UNAVAILABLE`, `MODEL_RUN`, and those of `open`.
   */
  async describe(model: string): Promise<{ inputs: readonly ModelPort[]; outputs: readonly ModelPort[] }> {
    const { inputs, outputs } = await this.#session(model);
    return { inputs, outputs };
  }

  /**
   * Runs a model once.
   * @param feeds Copied before the first wait, so that views on memory that moves are safe.
   * @param outputs The outputs wanted; all of them when absent.
   * @returns Fresh copies, as float32 whatever the model's own type is.
   * @throws FacetError `MODEL_INPUT`, `MODEL_RUN`, `DEVICE_UNAVAILABLE`, and those of `open`.
   */
  async run(model: string, feeds: Feeds, outputs?: readonly string[]): Promise<ModelResult> {
    const own = copyFeeds(feeds);
    const opened = await this.#session(model);
    const tensors = toTensors(model, own, opened.inputs);
    const known = opened.outputs.map(({ name }) => name);
    const unknown = outputs?.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw modelInput(
        model,
        `it has no output "${unknown}"; it gives ${known.map((n) => `"${n}"`).join(', ')}`,
      );
    }
    // Disposing of the broker forgets its sessions, also while this run was waiting for its own.
    if (!this.#sessions.has(model)) throw brokerDisposed(model);
    const started = performance.now();
    try {
      const results = await callNative(() => opened.session.run(tensors, outputs ?? known));
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => {
          const copy = fromTensor(tensor);
          tensor.dispose();
          return [name, copy];
        }),
      );
    } catch (cause) {
      throw this.#sessions.has(model) ? modelRun(model, opened.device, cause) : brokerDisposed(model);
    } finally {
      const usage = this.#usageOf(model);
      usage.runs += 1;
      usage.runMs += performance.now() - started;
    }
  }

  /** Begins a new account: `report` then leaves out what models did before, and those that do nothing from now on. */
  startRun(): void {
    this.#usage.clear();
  }

  /** What was chosen and what each model cost so far; plain data. */
  report(): InferenceReport {
    return {
      requested: this.#options.device,
      ...(this.#chosen && { device: this.#chosen.device }),
      attempts: [...(this.#chosen?.attempts ?? []), ...this.#moved],
      threads: this.#options.threads ?? 0,
      models: [...this.#usage].flatMap(([model, usage]) => {
        const opened = this.#opened.get(model);
        return opened ? [{ model, sha256: opened.sha256, device: opened.device, ...usage }] : [];
      }),
    };
  }

  /** Releases every session. Calling it again does nothing; a run after it throws `MODEL_RUN`. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const opening = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const result of await Promise.allSettled(opening)) {
      if (result.status === 'fulfilled') await callNative(() => result.value.session.release());
    }
  }

  #session(model: string): Promise<OpenModel> {
    if (this.#disposed) return Promise.reject(brokerDisposed(model));
    const known = this.#sessions.get(model);
    if (known) {
      this.#usageOf(model);
      return known;
    }
    const opening = this.#open(model);
    this.#sessions.set(model, opening);
    // A model that could not be opened may be mended meanwhile, so the failure is not kept.
    opening.catch(() => this.#sessions.delete(model));
    return opening;
  }

  async #open(model: string): Promise<OpenModel> {
    const { device, requested } = await this.device();
    const { bytes, sha256 } = await this.#options.open(model);
    const started = performance.now();
    const { session, device: used } = await this.#create(model, bytes, device, requested === 'auto');
    const opened: OpenModel = {
      session,
      device: used,
      sha256,
      inputs: session.inputMetadata.map(toPort),
      outputs: session.outputMetadata.map(toPort),
    };
    this.#opened.set(model, opened);
    this.#usage.set(model, { openMs: performance.now() - started, runs: 0, runMs: 0 });
    return opened;
  }

  #usageOf(model: string): Usage {
    const usage = this.#usage.get(model) ?? { openMs: 0, runs: 0, runMs: 0 };
    this.#usage.set(model, usage);
    return usage;
  }

  /** Under `auto`, a model the device cannot hold goes to the CPU, and the report says so. */
  async #create(
    model: string,
    bytes: Uint8Array,
    device: Provider,
    automatic: boolean,
  ): Promise<{ session: InferenceSession; device: Provider }> {
    const threads = this.#options.threads ?? 0;
    const started = performance.now();
    try {
      return { session: await createSession(bytes, device, threads), device };
    } catch (cause) {
      if (!automatic || device === 'cpu') throw modelOpen(model, device, cause);
      const session = await createSession(bytes, 'cpu', threads).catch(() => {
        throw modelOpen(model, device, cause);
      });
      const reason = `the model could not be opened on it: ${messageOf(cause)}`;
      this.#moved.push({ device, ok: false, reason, ms: performance.now() - started, model });
      return { session, device: 'cpu' };
    }
  }
}

function toPort(metadata: InferenceSession.ValueMetadata): ModelPort {
  if (!metadata.isTensor) return { name: metadata.name, type: 'unsupported', dims: [] };
  return { name: metadata.name, type: metadata.type, dims: [...metadata.shape] };
}
