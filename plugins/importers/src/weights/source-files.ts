import { fileMissing, fileUnreadable } from '../errors.js';
import { Json } from './json.js';
import { readModuleLiteral } from './module-literal.js';

/** The files of one model, read as JSON or as weights, whether they are plain files or JavaScript modules around the same data. */
export class SourceFiles {
  readonly main: string;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(main: string, files: ReadonlyMap<string, Uint8Array>) {
    this.main = main;
    this.#files = files;
  }

  mainJson(): Json {
    const bytes = this.#files.get(this.main);
    if (bytes === undefined) throw fileMissing(this.main, 'The import');
    const text = decoded(this.main, bytes);
    return new Json(
      this.main,
      this.main.endsWith('.js') ? readModuleLiteral(this.main, text) : parsed(this.main, text),
    );
  }

  /** A weight file named by the main file: beside it, or beside it as `<name>.min.js` with the bytes in base64. */
  weights(name: string): Uint8Array {
    const path = beside(this.main, name);
    const plain = this.#files.get(path);
    if (plain !== undefined) return plain;
    const moduleBytes = this.#files.get(`${path}.min.js`);
    if (moduleBytes === undefined) throw fileMissing(path, this.main);
    const text = readModuleLiteral(`${path}.min.js`, decoded(`${path}.min.js`, moduleBytes));
    if (typeof text !== 'string' || !isBase64(text)) {
      throw fileUnreadable(`${path}.min.js`, 'it does not export base64');
    }
    return Buffer.from(text, 'base64');
  }
}

function beside(main: string, name: string): string {
  const slash = main.lastIndexOf('/');
  return slash === -1 ? name : `${main.slice(0, slash)}/${name}`;
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw fileUnreadable(path, 'it is not UTF-8 text', cause);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fileUnreadable(path, 'it is not JSON', cause);
  }
}

function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding));
}
