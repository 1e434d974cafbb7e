import {
  enlargement,
  type Checker,
  type Image,
  type Kernels,
  type Models,
  type TensorSpec,
} from '@facet/api';
import { squash } from './squash.js';

const inputSide = 224;

const spec: TensorSpec = {
  width: inputSide,
  height: inputSide,
  layout: 'hwc',
  order: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [255, 255, 255],
};

/** The classifiers asked, and the name their figures have in the report. */
const classifiers = [
  { model: 'nsfw-mobilenet-v2', name: 'mobilenet' },
  { model: 'nsfw-mid', name: 'mid' },
] as const;

/** The classes of both, in the order of their outputs (nsfwjs). */
const classes = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const;

type ClassName = (typeof classes)[number];

/**
 * Judges a whole frame by two small classifiers: the score is the mean of what they give to porn and hentai together. It is a coarse filter. At a
 * threshold of 0.60 it refused 0.9 % of 882 ordinary photos of people and 0.6 % of 1452 close-ups of faces; how much explicit content it
 * recognises has not been measured, and it is no guarantee.
 */
export function createNsfwChecker(kernels: Kernels, models: Models): Checker {
  return {
    async check(frame, { signal }) {
      let worst: Judgement | undefined;
      for (const view of squash(kernels, frame, inputSide)) {
        signal.throwIfAborted();
        const judgement = await judge(kernels, models, view);
        if (!worst || judgement.score > worst.score) worst = judgement;
      }
      return worst!;
    },
  };
}

interface Judgement {
  readonly score: number;
  readonly details: Readonly<Record<string, number>>;
}

async function judge(kernels: Kernels, models: Models, view: Image): Promise<Judgement> {
  const input = kernels.createTensor([1, inputSide, inputSide, 3]);
  kernels.warpToTensor(view, input, enlargement(1), spec, 'edge');
  const details: Record<string, number> = {};
  let score = 0;
  for (const { model, name } of classifiers) {
    const { inputs, outputs } = await models.describe(model);
    const out = await models.run(model, { [inputs[0]!.name]: input });
    const values = out[outputs[0]!.name]!.data;
    const of = (wanted: ClassName): number => values[classes.indexOf(wanted)]!;
    for (const wanted of ['porn', 'hentai', 'sexy'] as const) details[`${name}.${wanted}`] = of(wanted);
    score += (of('porn') + of('hentai')) / classifiers.length;
  }
  return { score: Math.max(0, Math.min(1, score)), details };
}
