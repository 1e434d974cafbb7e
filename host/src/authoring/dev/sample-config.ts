import { fileURLToPath } from 'node:url';
import type { Contribution, Kind, Manifest } from '@facet/api';
import { pluralOf } from '@facet/api';

export interface SamplePlugin {
  readonly id: string;
  readonly dir: string;
  readonly manifest: Manifest;
}

export interface SamplePictures {
  /** Absolute paths. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Folder of the result and of the pictures of its stages. */
  readonly out: string;
}

const sampleSwapper = fileURLToPath(new URL('./sample-swapper.js', import.meta.url));

/** Kinds that no stage of a swap runs. */
const apart: readonly Kind[] = ['importer', 'command'];

/**
 * A config that swaps the samples with everything the plugin contributes: the first provider of each kind, every mask, finisher and
 * checker, with the settings that let a stage run at all.
 */
export function sampleConfig(
  { id, dir, manifest }: SamplePlugin,
  { sources, targets, out }: SamplePictures,
): Readonly<Record<string, unknown>> {
  const of = (kind: Kind): readonly string[] =>
    contributionsOf(manifest, kind).map((contribution) => `${id}/${contribution.id}`);
  const first = (kind: Kind, key: string = kind): Readonly<Record<string, unknown>> => {
    const [use] = of(kind);
    return use === undefined ? {} : { [key]: use };
  };
  const [upscaler] = of('upscaler');
  // The embedded swapper needs a mesh, which a landmarker need not give.
  const anyLandmarks = of('landmarker').length > 0 && of('swapper').length === 0;
  return {
    plugins: [dir, ...(anyLandmarks ? [sampleSwapper] : [])],
    ...first('kernels'),
    ...first('detector'),
    ...first('landmarker'),
    ...first('recognizer'),
    ...first('classifier'),
    ...first('inpainter'),
    units: [
      {
        source: sources,
        ...(anyLandmarks ? { swapper: 'sample/aligned' } : first('swapper')),
        ...first('restorer'),
        ...(upscaler !== undefined && { upscaler: { use: upscaler, scale: 2 } }),
        ...(of('masker').length > 0 && { masks: of('masker') }),
        ...(of('inpainter').length > 0 && { inpaint: { after: { denoise: 0.5 } } }),
        ...(of('recognizer').length > 0 && { similarity: { compute: true } }),
        // A unit that chooses by age asks the classifier.
        ...(of('classifier').length > 0 && { faces: { age: { min: 0 } } }),
      },
    ],
    finishers: of('finisher'),
    checkers: of('checker'),
    targets,
    output: `${out}/{name}.png`,
    inspect: `${out}/stages`,
    overwrite: true,
  };
}

/** What the plugin contributes that a swap does not run, as `<kind> <id>`. */
export function notInSample({ manifest }: SamplePlugin): readonly string[] {
  return apart.flatMap((kind) => contributionsOf(manifest, kind).map(({ id }) => `${kind} ${id}`));
}

function contributionsOf(manifest: Manifest, kind: Kind): readonly Contribution[] {
  return manifest.contributes?.[pluralOf(kind)] ?? [];
}
