import { stat } from 'node:fs/promises';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { noTargets, outputCollision, unknownPlaceholder } from '../errors/run.js';
import type { TargetEntry } from './protocol.js';

/** The endings a folder or glob is searched for; a file named outright may have any. */
const pictureGlob = '*.{jpg,jpeg,png,webp,avif,tif,tiff,JPG,JPEG,PNG,WEBP,AVIF,TIF,TIFF}';

/** Names a picture gets in a folder that was given as output. */
const inFolder = '{name}-swapped.{ext}';

/**
 * The target pictures and where each result goes.
 * @param patterns Absolute files, folders (their own pictures, not those of subfolders) or globs.
 * @param output A file, a folder (it exists, or ends with a slash), or a template with `{name}`, `{ext}`, `{index}` and `{dir}`.
 * @throws FacetError `NO_TARGETS`, `OUTPUT_TEMPLATE`, `OUTPUT_COLLISION`.
 */
export async function resolveTargets(
  patterns: readonly string[],
  output: string,
): Promise<readonly TargetEntry[]> {
  const paths = [...new Set((await Promise.all(patterns.map(expand))).flat())];
  if (paths.length === 0) throw noTargets(patterns);
  const template = (await isFolder(output)) ? path.join(output, inFolder) : output;
  const seen = new Map<string, string>();
  return paths.map((file, index) => {
    const target = { path: file, output: path.resolve(fillTemplate(template, file, index)) };
    const other = seen.get(target.output);
    if (other !== undefined) throw outputCollision(target.output, other, file);
    seen.set(target.output, file);
    return target;
  });
}

async function expand(pattern: string): Promise<readonly string[]> {
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

function fillTemplate(template: string, file: string, index: number): string {
  const { name, ext, dir } = path.parse(file);
  const values: Readonly<Record<string, string>> = { name, ext: ext.slice(1), dir, index: String(index) };
  return template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw unknownPlaceholder(template, key, Object.keys(values));
    return value;
  });
}
