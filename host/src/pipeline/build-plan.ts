import type { Kind } from '@facet/api';
import type {
  LoadedConfig,
  ResolvedRestorer,
  ResolvedUnit,
  ResolvedUpscaler,
  ResolvedUse,
} from '../config/index.js';
import { formatOrigin, originOf } from '../config/index.js';
import type { PluginHost } from '../plugins/index.js';
import { contentChecker } from './content-check.js';
import type { Plan, PlannedRestorer, PlannedStage, PlannedUnit, PlannedUpscaler } from './plan.js';

/**
 * Turns a resolved config into a plan: every provider by its full name, every option checked against the provider's schema.
 * @param cwd What file names in messages are relative to.
 * @throws FacetError of the plugin host for unknown providers and options; it says where the config names them.
 */
export function buildPlan({ config, origins }: ConfigView, plugins: PluginHost, cwd: string): Plan {
  const planner = new Planner(plugins, (path) => {
    const origin = originOf(origins, `${path}.use`);
    return origin.kind === 'default' ? path : `${path}, ${formatOrigin(origin, cwd)}`;
  });
  return {
    detector: planner.stage('detector', config.detector, 'detector'),
    rotations: config.detect.rotations,
    landmarker: planner.stage('landmarker', config.landmarker, 'landmarker'),
    recognizer: planner.stage('recognizer', config.recognizer, 'recognizer'),
    classifier: planner.stage('classifier', config.classifier, 'classifier'),
    units: config.units.map((unit, index) => planner.unit(unit, index)),
    postprocess: planner.enhancement(config.postprocess, 'postprocess'),
    finishers: config.finishers.map((use, index) => planner.stage('finisher', use, `finishers.${index}`)),
    contentCheck: {
      checker: planner.stage('checker', { use: contentChecker }, 'contentCheck'),
      threshold: config.contentCheck.threshold,
    },
  };
}

type ConfigView = Pick<LoadedConfig, 'config' | 'origins'>;

class Planner {
  readonly #plugins: PluginHost;
  /** Says where in the config a path was written. */
  readonly #place: (path: string) => string;

  constructor(plugins: PluginHost, place: (path: string) => string) {
    this.#plugins = plugins;
    this.#place = place;
  }

  stage(kind: Kind, { use, ...options }: ResolvedUse, path: string): PlannedStage {
    const where = this.#place(path);
    const ref = this.#plugins.resolve(kind, use, where);
    return { use: ref.name, options: this.#plugins.options(ref, options, where) };
  }

  unit(unit: ResolvedUnit, index: number): PlannedUnit {
    const where = `units.${index}`;
    return {
      index,
      sources: unit.source,
      blend: unit.blend,
      sourceFace: unit.sourceFace,
      faces: unit.faces,
      similarity: unit.similarity,
      swapper: this.stage('swapper', unit.swapper, `${where}.swapper`),
      ...this.enhancement(unit, where),
      colorCorrection: unit.colorCorrection === false ? 'none' : unit.colorCorrection,
      sharpen: unit.sharpen,
      masks: unit.masks.map((mask, position) => this.stage('masker', mask, `${where}.masks.${position}`)),
    };
  }

  /** The optional upscaler and restorer of a unit or of the whole frame. */
  enhancement(
    part: {
      readonly upscaler: ResolvedUpscaler & { readonly visibility?: number };
      readonly restorer: ResolvedRestorer;
    },
    where: string,
  ): { readonly upscaler?: PlannedUpscaler; readonly restorer?: PlannedRestorer } {
    const { scale, visibility = 1, ...upscaler } = part.upscaler;
    const { visibility: restored, ...restorer } = part.restorer;
    return {
      ...(upscaler.use !== 'none' && {
        upscaler: { ...this.stage('upscaler', upscaler, `${where}.upscaler`), scale, visibility },
      }),
      ...(restorer.use !== 'none' && {
        restorer: { ...this.stage('restorer', restorer, `${where}.restorer`), visibility: restored },
      }),
    };
  }
}
