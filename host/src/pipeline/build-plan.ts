import type { Kind } from '@facet/api';
import type {
  LoadedConfig,
  ResolvedRestorer,
  ResolvedUnit,
  ResolvedUpscaler,
  ResolvedUse,
} from '../config/index.js';
import { formatOrigin, originOf } from '../config/index.js';
import { inpainterMissing } from '../errors/run.js';
import type { PluginHost } from '../plugins/index.js';
import { contentChecker } from './content-check.js';
import type {
  Plan,
  PlannedPostprocess,
  PlannedRestorer,
  PlannedStage,
  PlannedUnit,
  PlannedUpscaler,
} from './plan.js';
import { inpaintings } from './plan.js';

/**
 * Turns a resolved config into a plan: every provider by its full name, every option checked against the provider's schema.
 * @param cwd What file names in messages are relative to.
 * @throws FacetError of the plugin host for unknown providers and options; it says where the config names them.
 */
export function buildPlan({ config, origins }: ConfigView, plugins: PluginHost, cwd: string): Plan {
  const planner = new Planner(plugins, (path, key) => {
    const origin = originOf(origins, `${path}.${key}`);
    const named = key === 'use' ? path : `${path}.${key}`;
    return origin.kind === 'default' ? named : `${named}, ${formatOrigin(origin, cwd)}`;
  });
  const units = config.units.map((unit, index) => planner.unit(unit, index));
  const { inpaint } = config.postprocess;
  const postprocess: PlannedPostprocess = {
    ...planner.enhancement(config.postprocess, 'postprocess'),
    ...(inpaint.when !== 'never' && inpaint.denoise > 0 && { inpaint }),
  };
  return {
    detector: planner.stage('detector', config.detector, 'detector'),
    rotations: config.detect.rotations,
    landmarker: planner.stage('landmarker', config.landmarker, 'landmarker'),
    recognizer: planner.stage('recognizer', config.recognizer, 'recognizer'),
    classifier: planner.stage('classifier', config.classifier, 'classifier'),
    ...planner.inpainter(config.inpainter, { units, postprocess }),
    units,
    postprocess,
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
  /** Says where in the config a key of a part was written. */
  readonly #place: (path: string, key: string) => string;

  constructor(plugins: PluginHost, place: (path: string, key: string) => string) {
    this.#plugins = plugins;
    this.#place = place;
  }

  stage(kind: Kind, { use, ...options }: ResolvedUse, path: string): PlannedStage {
    const where = this.#place(path, 'use');
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
      ...(unit.inpaint.before.denoise > 0 && { inpaintBefore: unit.inpaint.before }),
      ...(unit.inpaint.after.denoise > 0 && { inpaintAfter: unit.inpaint.after }),
    };
  }

  /**
   * The inpainter, if anything is painted anew.
   * @throws FacetError `INPAINTER_MISSING` when the config names none.
   */
  inpainter(
    use: ResolvedUse,
    plan: Pick<Plan, 'units' | 'postprocess'>,
  ): { readonly inpainter?: PlannedStage } {
    if (inpaintings(plan).length === 0) return {};
    if (use.use !== 'none') return { inpainter: this.stage('inpainter', use, 'inpainter') };
    const unit = plan.units.find(({ inpaintBefore, inpaintAfter }) => inpaintBefore ?? inpaintAfter);
    const part = unit
      ? `units.${unit.index}.inpaint.${unit.inpaintBefore ? 'before' : 'after'}`
      : 'postprocess.inpaint';
    throw inpainterMissing(this.#place(part, 'denoise'));
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
