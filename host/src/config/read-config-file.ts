import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { configBroken, configNotFound, configNotObject } from '../errors/config.js';
import type { Tree } from './layer.js';
import { isTree } from './layer.js';
import { readJson } from './read-json.js';
import { readModule } from './read-module.js';
import { readYaml } from './read-yaml.js';

/** A line and a column, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Values of a file and where they stand in it. */
export interface ReadResult {
  readonly value: unknown;
  readonly position: (path: readonly string[]) => Position | undefined;
}

export interface ConfigFile {
  readonly file: string;
  readonly tree: Tree;
  /** The place of a key; of the nearest key around it when the file does not show it. */
  readonly position: (path: readonly string[]) => Position | undefined;
}

/**
 * Reads a config file of any supported format.
 * @param namedBy What named the file, for the message when it is missing.
 * @throws FacetError `CONFIG_NOT_FOUND`, `CONFIG_BROKEN`, `CONFIG_NOT_OBJECT`.
 */
export async function readConfigFile(file: string, namedBy: string): Promise<ConfigFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw configNotFound(file, namedBy);
    throw configBroken({ file }, readFailure(error as NodeJS.ErrnoException), error);
  }
  const { value, position } = await readAny(file, text);
  if (!isTree(value))
    throw configNotObject(file, `holds ${describe(value, text)} where an object is expected`);
  return {
    file,
    tree: value,
    position: (wanted) => {
      for (let length = wanted.length; length > 0; length--) {
        const found = position(wanted.slice(0, length));
        if (found) return found;
      }
      return undefined;
    },
  };
}

async function readAny(file: string, text: string): Promise<ReadResult> {
  const extension = path.extname(file);
  if (text.trim() === '') throw configNotObject(file, 'is empty');
  if (path.basename(file) === 'package.json') {
    const { value, position } = readJson(file, text);
    return { value: isTree(value) ? value.facet : undefined, position: (key) => position(['facet', ...key]) };
  }
  if (/^\.[mc]?[jt]s$/.test(extension)) return readModule(file, text);
  return extension === '.json' ? readJson(file, text) : readYaml(file, text);
}

function readFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'EISDIR') return 'it is a folder.';
  if (error.code === 'EACCES') return 'it may not be read.';
  return error.message;
}

function describe(value: unknown, text: string): string {
  if (value === undefined) return text.includes('export') ? 'no default export' : 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object of a class' : `a ${typeof value}`;
}
