import type { Kind } from '@facet/api';
import type {
  LoadedConfig,
  ResolvedChecker,
  ResolvedConfig,
  ResolvedRestorer,
  ResolvedUnit,
  ResolvedUse,
} from '../config/index.js';
import { formatOrigin, originOf } from '../config/index.js';
import { inpainterMissing } from '../errors/run.js';
import type { PluginHost } from '../plugins/index.js';
import { contentChecker } from './content-check.js';
import type {
  Plan,
  PlannedChecker,
  PlannedPostprocess,
  PlannedRestorer,
  PlannedStage,
  PlannedUnit,
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
  const postprocess = planner.postprocess(config.postprocess);
  planner.checkServer(config.server);
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
    checkers: config.checkers.map((use, index) => planner.checker(use, `checkers.${index}`)),
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
    const { scale, ...upscaler } = unit.upscaler;
    return {
      index,
      sources: unit.source,
      blend: unit.blend,
      sourceFace: unit.sourceFace,
      faces: unit.faces,
      similarity: unit.similarity,
      swapper: this.stage('swapper', unit.swapper, `${where}.swapper`),
      ...(upscaler.use !== 'none' && {
        upscaler: {
          ...this.stage('upscaler', upscaler, `${where}.upscaler`),
          ...(scale !== undefined && { scale }),
        },
      }),
      ...this.restorer(unit.restorer, where),
      colorCorrection: unit.colorCorrection === false ? 'none' : unit.colorCorrection,
      sharpen: unit.sharpen,
      masks: unit.masks.map((mask, position) => this.stage('masker', mask, `${where}.masks.${position}`)),
      ...(unit.erosion !== undefined && { erosion: unit.erosion }),
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

  /** What happens to the whole frame. */
  postprocess({ upscaler, restorer, inpaint }: ResolvedConfig['postprocess']): PlannedPostprocess {
    const where = 'postprocess';
    const { scale, visibility, ...enlarging } = upscaler;
    return {
      ...(enlarging.use !== 'none' && {
        upscaler: { ...this.stage('upscaler', enlarging, `${where}.upscaler`), scale, visibility },
      }),
      ...this.restorer(restorer, where),
      ...(inpaint.when !== 'never' && inpaint.denoise > 0 && { inpaint }),
    };
  }

  /** What requests may name has no part in a plan; it has to be right before the first of them comes. */
  checkServer({ restorers, upscalers, improvedMask = [] }: ResolvedConfig['server']): void {
    const named = [
      ['restorer', 'restorers', Object.entries(restorers)],
      ['upscaler', 'upscalers', Object.entries(upscalers)],
      ['masker', 'improvedMask', Object.entries(improvedMask)],
    ] as const;
    for (const [kind, key, uses] of named) {
      for (const [name, use] of uses) if (use.use !== 'none') this.stage(kind, use, `server.${key}.${name}`);
    }
  }

  checker({ threshold, ...use }: ResolvedChecker, where: string): PlannedChecker {
    return { ...this.stage('checker', use, where), threshold };
  }

  restorer({ visibility, ...use }: ResolvedRestorer, where: string): { readonly restorer?: PlannedRestorer } {
    if (use.use === 'none') return {};
    return { restorer: { ...this.stage('restorer', use, `${where}.restorer`), visibility } };
  }
}
