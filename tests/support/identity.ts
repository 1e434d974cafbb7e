import type { Call, Face, Image, Recognizer } from '@facet/api';
import type { Environment } from '../../host/dist/engine/environment.js';
import { createEnvironment } from '../../host/dist/engine/environment.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { buildPlan } from '../../host/dist/pipeline/build-plan.js';
import { findFaces } from '../../host/dist/pipeline/find-faces.js';
import type { ActivePlan } from '../../host/dist/pipeline/providers.js';
import { activatePlan } from '../../host/dist/pipeline/providers.js';
import { StageRunner } from '../../host/dist/pipeline/stage-runner.js';
import { PluginWatch } from '../../host/dist/plugins/index.js';
import { root } from './facet.ts';

/** Looks at pictures with the default detector, landmarker and recognizer, in this process. */
export class FaceMeter {
  readonly #environment: Environment;
  readonly #active: ActivePlan;
  readonly #recognizer: Recognizer;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(environment: Environment, active: ActivePlan, recognizer: Recognizer) {
    this.#environment = environment;
    this.#active = active;
    this.#recognizer = recognizer;
  }

  static async open(): Promise<FaceMeter> {
    const config = { cwd: root, file: false as const, set: ['device=cpu'], env: process.env };
    const environment = await createEnvironment(config, {
      watch: new PluginWatch(),
      onDiagnostic: () => undefined,
    });
    const { plugins } = environment;
    const plan = buildPlan(environment.loaded, plugins, root);
    const recognizer = await plugins.activate(plugins.resolve('recognizer', plan.recognizer.use));
    return new FaceMeter(environment, await activatePlan(plan, plugins), recognizer);
  }

  /** The identity vector of the largest face, and the face. One picture at a time: they share the kernels' memory. */
  measure(path: string): Promise<{ readonly vector: Float32Array; readonly face: Face }> {
    const next = this.#last.then(() => this.#measure(path));
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Calibrated likeness, 0..1. */
  similarity(a: Float32Array, b: Float32Array): number {
    return this.#recognizer.similarity(a, b);
  }

  async close(): Promise<void> {
    await this.#environment.dispose();
  }

  async #measure(path: string): Promise<{ readonly vector: Float32Array; readonly face: Face }> {
    const { kernels } = this.#environment;
    const mark = kernels.mark();
    try {
      const image = kernels.importImage((await decodeFile(path)).pixels);
      const [face] = [...(await this.#faces(image, path))].sort((p, q) => q.box.width - p.box.width);
      if (!face) throw new Error(`No face in ${path}`);
      const call: Call = {
        options: {},
        signal: new AbortController().signal,
        warn: () => undefined,
        time: (_, work) => work(),
      };
      return { vector: (await this.#recognizer.embed(image, face, call)).vector, face };
    } finally {
      kernels.release(mark);
    }
  }

  #faces(image: Image, path: string): Promise<readonly Face[]> {
    const runner = new StageRunner(new AbortController().signal, {
      describe: (name, provider) => ({ kind: 'stage', name, provider, limitMs: 0 }),
      perform: (_, work) => work(),
      onFailure: () => Promise.resolve(undefined),
      onWarning: () => undefined,
    });
    const { kernels } = this.#environment;
    return findFaces(image, { active: this.#active, kernels, runner }, { frame: { path, index: 0 } });
  }
}
