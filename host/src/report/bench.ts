import { apiVersion } from '@facet/api';
import type { Face, Pixels, Recognizer } from '@facet/api';
import type { LoadedConfig, ResolvedConfig } from '../config/index.js';
import type { Environment } from '../engine/environment.js';
import { reviseConfig } from '../engine/revise-config.js';
import { decodeFile } from '../media/index.js';
import { buildPlan } from '../pipeline/build-plan.js';
import { findFaces } from '../pipeline/find-faces.js';
import type { ActivePlan, Stage } from '../pipeline/providers.js';
import { activatePlan } from '../pipeline/providers.js';
import { revisePlan } from '../pipeline/revise-plan.js';
import { StageRunner } from '../pipeline/stage-runner.js';
import { createRunHooks } from '../plugins/index.js';
import type { RunHooks } from '../plugins/index.js';
import type { Pair } from './pairs.js';
import type { PasteWatch } from './pasted.js';
import { watchPastes } from './pasted.js';
import type { Embeddings } from './recognizers.js';
import { embed, loadRecognizers } from './recognizers.js';

/** A config's pipeline, loaded, and what judges its results. */
export interface Pipeline {
  readonly config: ResolvedConfig;
  readonly active: ActivePlan;
  readonly recognizers: readonly Stage<Recognizer>[];
}

/** A source picture as it is compared with results. */
export interface KnownFace {
  readonly pixels: Pixels;
  readonly face: Face;
  readonly embeddings: Embeddings;
}

/** The configured pipeline, ready to swap pairs and to look at what came out. */
export class Bench {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly hooks: RunHooks;
  readonly watch: PasteWatch;
  readonly #loaded: LoadedConfig;
  readonly #cwd: string;
  readonly #pipelines = new Map<ResolvedConfig, Promise<Pipeline>>();

  private constructor(
    environment: Environment,
    loaded: LoadedConfig,
    cwd: string,
    hooks: RunHooks,
    watch: PasteWatch,
    signal: AbortSignal,
  ) {
    this.environment = environment;
    this.#loaded = loaded;
    this.#cwd = cwd;
    this.hooks = hooks;
    this.watch = watch;
    this.signal = signal;
  }

  /** @throws FacetError for whatever is wrong with the config. */
  static async open(
    environment: Environment,
    cwd: string,
    pairs: readonly Pair[],
    signal: AbortSignal,
  ): Promise<Bench> {
    const { plugins, kernels } = environment;
    await plugins.activateHookPlugins();
    const watch = watchPastes(kernels, apiVersion);
    const hooks = createRunHooks([...plugins.taps(), watch.tap]);
    const loaded = withUnit(await reviseConfig(environment.loaded, hooks), pairs);
    hooks.call.configResolved({ ...loaded.config });
    return new Bench(environment, loaded, cwd, hooks, watch, signal);
  }

  /** The pipeline for a target: overrides give some targets one of their own, and each is loaded once. */
  pipelineFor(target: string): Promise<Pipeline> {
    const view = this.#loaded.viewOf(target);
    const known = this.#pipelines.get(view.config) ?? this.#load(view);
    this.#pipelines.set(view.config, known);
    return known;
  }

  /** The pipeline without any override, as the report shows it. */
  mainPipeline(): Promise<Pipeline> {
    const known = this.#pipelines.get(this.#loaded.config) ?? this.#load(this.#loaded);
    this.#pipelines.set(this.#loaded.config, known);
    return known;
  }

  newRunner(): StageRunner {
    return new StageRunner(this.signal, {
      describe: (name, provider, { frame }) => ({
        kind: 'stage',
        name,
        provider,
        target: frame.path,
        limitMs: 0,
      }),
      perform: (_, work) => work(),
      onFailure: (failure) => this.hooks.call.stageError(failure),
      onWarning: (message, code = 'WARNING') =>
        this.hooks.call.diagnostic({ level: 'warning', code, message }),
    });
  }

  /** Looks at a picture and at the face of it that `choose` takes. */
  async know(
    path: string,
    choose: (faces: readonly Face[]) => Face,
    { active, recognizers, config }: Pipeline,
  ): Promise<KnownFace> {
    const { kernels } = this.environment;
    const { pixels } = await decodeFile(path, { maxPixels: config.image.maxPixels, signal: this.signal });
    const mark = kernels.mark();
    try {
      const runner = this.newRunner();
      const scope = { frame: { path, index: 0 } };
      const image = kernels.importImage(pixels);
      const face = choose(await findFaces(image, { active, kernels, runner }, scope));
      return { pixels, face, embeddings: await embed(image, face, recognizers, runner, scope) };
    } finally {
      kernels.release(mark);
    }
  }

  async #load(view: Pick<LoadedConfig, 'config' | 'origins'>): Promise<Pipeline> {
    const { plugins } = this.environment;
    const draft = buildPlan(view, plugins, this.#cwd);
    const active = await activatePlan(await revisePlan(draft, this.hooks, plugins), plugins);
    const recognizers = await loadRecognizers(active.plan, this.environment);
    return { config: view.config, active, recognizers };
  }
}

/** The config's first unit says how to swap; a config without any gets one of defaults. */
function withUnit(loaded: LoadedConfig, pairs: readonly Pair[]): LoadedConfig {
  if (loaded.config.units.length > 0) return loaded;
  return loaded.revise({ ...loaded.raw, units: [{ source: pairs[0]?.sources ?? [] }] }, 'facet');
}
