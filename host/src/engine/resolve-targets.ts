import { stat } from 'node:fs/promises';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { noTargets, outputCollision, unknownPlaceholder } from '../errors/run.js';
import { variantNames } from '../pipeline/prepare-source.js';
import type { TargetEntry } from './protocol.js';
import { readTargetList } from './target-list.js';

/** The endings a folder or glob is searched for; a file named outright may have any. */
const pictureGlob = '*.{jpg,jpeg,png,webp,avif,tif,tiff,JPG,JPEG,PNG,WEBP,AVIF,TIF,TIFF}';

/** Names a picture gets in a folder that was given as output. */
const inFolder = '{name}-swapped.{ext}';

/** What of a unit decides how many results a target has. */
type UnitSources = Parameters<typeof variantNames>[0];

/**
 * The target pictures and where each result goes: one for each picture, and for each source of a unit that does not blend its sources.
 * @param patterns Absolute files, folders (their own pictures, not those of subfolders), globs, or lists of them with an `@` before the path.
 * @param output A file, a folder (it exists, or ends with a slash), or a template with `{name}`, `{ext}`, `{index}`, `{dir}`, `{source}` and `{unit}`.
 * @param unitsOf The units of a target.
 * @throws FacetError `TARGET_LIST`, `NO_TARGETS`, `OUTPUT_TEMPLATE`, `OUTPUT_COLLISION`.
 */
export async function resolveTargets(
  patterns: readonly string[],
  output: string,
  unitsOf: (target: string) => readonly UnitSources[] = () => [],
): Promise<readonly TargetEntry[]> {
  const paths = [...new Set((await Promise.all(patterns.map(expand))).flat())];
  if (paths.length === 0) throw noTargets(patterns);
  const template = (await isFolder(output)) ? path.join(output, inFolder) : output;
  const seen = new Map<string, string>();
  return paths.flatMap((file, index) =>
    resultsOf(unitsOf(file)).map(({ variants, source, unit, several }) => {
      const named = several && !template.includes('{source}') ? withSource(template) : template;
      const values = { ...partsOf(file, index), source, unit };
      const target = {
        path: file,
        output: path.resolve(fillTemplate(named, values)),
        variants,
        ...(several && { source }),
      };
      const other = seen.get(target.output);
      if (other !== undefined) throw outputCollision(target.output, other, file);
      seen.set(target.output, file);
      return target;
    }),
  );
}

interface Result {
  readonly variants: readonly number[];
  /** Sources of the units that do not blend theirs, else the first source there is. */
  readonly source: string;
  /** Numbers of those units. */
  readonly unit: string;
  /** Whether there are other results of the same picture. */
  readonly several: boolean;
}

/** Units multiply: two sources of one unit and three of another give six results. */
function resultsOf(units: readonly UnitSources[]): readonly Result[] {
  const names = units.map(variantNames);
  let combinations: readonly (readonly number[])[] = [[]];
  for (const list of names) {
    combinations = combinations.flatMap((before) => list.map((_, variant) => [...before, variant]));
  }
  const apart = units.flatMap((unit, index) => (unit.blend ? [] : [index]));
  const shown = apart.length > 0 ? apart : units.length > 0 ? [0] : [];
  return combinations.map((variants) => ({
    variants,
    source: shown.map((unit) => names[unit]![variants[unit]!]!).join('-'),
    unit: shown.join('-'),
    several: combinations.length > 1,
  }));
}

/** `out/{name}.{ext}` as `out/{name}-{source}.{ext}`. */
function withSource(template: string): string {
  const { dir, name, ext } = path.parse(template);
  return path.join(dir, `${name}-{source}${ext}`);
}

async function expand(pattern: string): Promise<readonly string[]> {
  if (!pattern.startsWith('@')) return expandOne(pattern);
  const listed = await readTargetList(pattern.slice(1));
  return (await Promise.all(listed.map(expandOne))).flat();
}

async function expandOne(pattern: string): Promise<readonly string[]> {
  const status = await stat(pattern).catch(() => undefined);
  if (status?.isDirectory() === true) return find(pictureGlob, pattern);
  if (status !== undefined || !isDynamicPattern(pattern)) return [pattern];
  // A glob needs a folder to start from: the part of the path before its first magic character.
  const parts = pattern.split(path.sep);
  const magic = parts.findIndex((part) => isDynamicPattern(part));
  return find(parts.slice(magic).join('/'), parts.slice(0, magic).join(path.sep) || path.sep);
}

async function find(pattern: string, cwd: string): Promise<readonly string[]> {
  const found = await glob(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false });
  return found.map((file) => path.normalize(file)).sort();
}

async function isFolder(output: string): Promise<boolean> {
  if (output.endsWith('/') || output.endsWith(path.sep)) return true;
  const status = await stat(output).catch(() => undefined);
  return status?.isDirectory() === true;
}

function partsOf(file: string, index: number): Readonly<Record<string, string>> {
  const { name, ext, dir } = path.parse(file);
  return { name, ext: ext.slice(1), dir, index: String(index) };
}

function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw unknownPlaceholder(template, key, Object.keys(values));
    return value;
  });
}
