import path from 'node:path';
import type { z } from 'zod';
import { deepFreeze } from './deep-freeze.js';
import { checkerThreshold, defaults, referenceMin, unitDefaults, useDefaults } from './defaults.js';
import type { Layer, Tree } from './layer.js';
import { ArrayPatch, isTree } from './layer.js';
import type { Merged } from './merge.js';
import { layerOf, mergeLayers } from './merge.js';
import { resolveModelPaths } from './own-model-paths.js';
import type { configSchema } from './schema.js';
import type { Origin, ResolvedConfig, ResolvedUnit, ResolvedUse } from './types.js';

type ValidConfig = z.output<typeof configSchema>;
type ValidUnit = NonNullable<ValidConfig['units']>[number];

/**
 * Gives every unit the settings of `unitDefaults`, and drops those: what follows sees whole units alone. Those that a flag set win over
 * the unit's own, as flags win over everything.
 */
export function expandUnits(merged: Merged): Merged {
  const { units, unitDefaults, ...rest } = merged.tree;
  const flagged = flaggedPart(unitDefaults, ['unitDefaults'], merged) ?? {};
  const whole: Layer[] = [{ tree: { ...rest, units: [] }, from: '', locate: (at) => locate(merged, at) }];
  for (const [index, unit] of (units as readonly unknown[]).entries()) {
    const layer = (settings: unknown, origin: (at: readonly string[]) => readonly string[]): Layer => ({
      tree: { units: new ArrayPatch([[index, settings]]) },
      from: '',
      locate: (at) => locate(merged, origin(at)),
    });
    whole.push(
      layer(unitDefaults, (at) => ['unitDefaults', ...at.slice(2)]),
      layer(unit, (at) => at),
      layer(flagged, (at) => ['unitDefaults', ...at.slice(2)]),
    );
  }
  return mergeLayers(whole);
}

/** The part of a tree that flags set. */
function flaggedPart(value: unknown, path: readonly string[], merged: Merged): Tree | undefined {
  if (!isTree(value)) return undefined;
  const parts = Object.entries(value).flatMap(([key, child]): readonly [string, unknown][] => {
    const at = [...path, key];
    if (isTree(child)) {
      const part = flaggedPart(child, at, merged);
      return part === undefined ? [] : [[key, part]];
    }
    return merged.leaves.get(at.join('.'))?.locate(at).kind === 'flag' ? [[key, child]] : [];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function locate(merged: Merged, at: readonly string[]): Origin {
  return layerOf(merged.leaves, at)?.locate(at) ?? { kind: 'default' };
}

/**
 * The resolved form of values the schema has accepted.
 * @param merged Where they come from: relative paths resolve from the file that wrote them.
 */
export function resolveConfig(written: ValidConfig, merged: Merged): ResolvedConfig {
  const from = (...at: readonly string[]): string => layerOf(merged.leaves, at)?.from ?? '';
  const absolute = (value: string, ...at: readonly string[]): string => path.resolve(from(...at), value);
  /** What a unit does not set itself comes from `unitDefaults`. */
  const origin = (at: readonly string[]): readonly string[] =>
    at[0] !== 'units' || merged.leaves.has(at.join('.')) ? at : ['unitDefaults', ...at.slice(2)];
  const valid = resolveModelPaths(written, (file, at) => absolute(file, ...origin(at)));
  const list = (value: string | readonly string[], ...at: readonly string[]): string[] =>
    typeof value === 'string'
      ? [absolute(value, ...at)]
      : value.map((one, index) => absolute(one, ...at, String(index)));
  const { postprocess = {}, output = defaults.output } = valid;
  const { improvedMask, restorers, upscalers, ...server } = valid.server ?? {};
  return deepFreeze<ResolvedConfig>({
    device: valid.device ?? defaults.device,
    kernels: toUse(valid.kernels, defaults.kernels),
    engine: { ...defaults.engine, ...valid.engine },
    detector: toUse(valid.detector, defaults.detector),
    detect: { ...defaults.detect, ...valid.detect },
    landmarker: toUse(valid.landmarker, defaults.landmarker),
    recognizer: toUse(valid.recognizer, defaults.recognizer),
    classifier: toUse(valid.classifier, defaults.classifier),
    inpainter: toUse(valid.inpainter, defaults.inpainter),
    units: (valid.units ?? []).map((unit, index) => {
      const at = ['units', String(index)];
      const { checkpoint, source = [] } = unit;
      return resolveUnit(
        unit,
        [
          ...(checkpoint === undefined ? [] : [absolute(checkpoint, ...at, 'checkpoint')]),
          ...list(source, ...at, 'source'),
        ],
        (image) => {
          return absolute(image, ...origin([...at, 'faces', 'reference', 'image']));
        },
      );
    }),
    postprocess: {
      upscaler: fill(toUse(postprocess.upscaler, defaults.postprocess.upscaler), useDefaults),
      restorer: fill(toUse(postprocess.restorer, defaults.postprocess.restorer), {
        visibility: useDefaults.visibility,
      }),
      inpaint: { ...defaults.postprocess.inpaint, ...postprocess.inpaint },
    },
    finishers: (valid.finishers ?? []).map((finisher) => toUse(finisher)),
    checkers: (valid.checkers ?? []).map((checker) => fill(toUse(checker), { threshold: checkerThreshold })),
    contentCheck: { ...defaults.contentCheck, ...valid.contentCheck },
    image: { ...defaults.image, ...valid.image },
    targets: [valid.targets ?? []].flat().map((target, index) => {
      const at = typeof valid.targets === 'string' ? ['targets'] : ['targets', String(index)];
      // A list of targets keeps its mark.
      return target.startsWith('@') ? `@${absolute(target.slice(1), ...at)}` : absolute(target, ...at);
    }),
    output: output.startsWith('{dir}')
      ? output
      : absolute(output, 'output') + (/[/\\]$/.test(output) ? path.sep : ''),
    overwrite: valid.overwrite ?? defaults.overwrite,
    continue: valid.continue ?? defaults.continue,
    keepOriginal: valid.keepOriginal ?? defaults.keepOriginal,
    ...(valid.report !== undefined && { report: absolute(valid.report, 'report') }),
    ...(valid.inspect !== undefined && { inspect: absolute(valid.inspect, 'inspect') }),
    server: {
      ...defaults.server,
      ...server,
      restorers: { ...defaults.server.restorers, ...toUses(restorers) },
      upscalers: { ...defaults.server.upscalers, ...toUses(upscalers) },
      ...(improvedMask && { improvedMask: improvedMask.map((mask) => toUse(mask)) }),
      checkpoints: absolute(server.checkpoints ?? defaults.server.checkpoints, 'server', 'checkpoints'),
    },
  });
}

function resolveUnit(
  unit: ValidUnit,
  source: readonly string[],
  absolute: (referenceImage: string) => string,
): ResolvedUnit {
  const base = defaults.unitDefaults;
  const { reference, ...faces } = unit.faces ?? {};
  const color = unit.colorCorrection ?? base.colorCorrection;
  return {
    source,
    blend: unit.blend ?? unitDefaults.blend,
    sourceFace: unit.sourceFace ?? unitDefaults.sourceFace,
    faces: {
      ...base.faces,
      ...faces,
      ...(reference && { reference: { min: referenceMin, ...reference, image: absolute(reference.image) } }),
    },
    similarity: { ...base.similarity, ...unit.similarity },
    swapper: toUse(unit.swapper, base.swapper),
    upscaler: toUse(unit.upscaler, base.upscaler),
    restorer: fill(toUse(unit.restorer, base.restorer), { visibility: useDefaults.visibility }),
    colorCorrection: color === true ? 'histogram' : color,
    sharpen: unit.sharpen ?? base.sharpen,
    ...(unit.erosion !== undefined && { erosion: unit.erosion }),
    masks: (unit.masks ?? base.masks).map((mask) => toUse(mask)),
    inpaint: {
      before: { ...base.inpaint.before, ...unit.inpaint?.before },
      after: { ...base.inpaint.after, ...unit.inpaint?.after },
    },
  };
}

function toUse<U extends ResolvedUse>(value: string | U | undefined, otherwise?: U): U;
function toUse(
  value: string | ResolvedUse | undefined,
  otherwise: ResolvedUse = { use: 'none' },
): ResolvedUse {
  if (value === undefined) return otherwise;
  return typeof value === 'string' ? { use: value } : value;
}

function toUses(named: Readonly<Record<string, string | ResolvedUse>> = {}): Record<string, ResolvedUse> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, toUse(value)]));
}

/** A provider with the options the host reads filled in. */
function fill<O extends object>(use: ResolvedUse, missing: O): ResolvedUse & O {
  const { use: name, ...options } = use;
  return { use: name, ...missing, ...options };
}
