import type { ParseError } from 'jsonc-parser';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import { configBroken } from '../errors/config.js';
import type { ReadResult } from './read-config-file.js';
import { textPosition } from './text-position.js';

/** JSON with comments and trailing commas. */
export function readJson(file: string, text: string): ReadResult {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const words = printParseErrorCode(error.error).replaceAll(
      /(?<=[a-z])[A-Z]/g,
      (letter) => ` ${letter.toLowerCase()}`,
    );
    throw configBroken({ file, ...textPosition(text, error.offset) }, `${words} (JSON).`);
  }
  return {
    value: root && (getNodeValue(root) as unknown),
    position: (path) => {
      const keys = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const node = root && findNodeAtLocation(root, keys);
      // A property's value points to its key through the pair around it.
      const shown = node?.parent?.type === 'property' ? node.parent : node;
      return shown && textPosition(text, shown.offset);
    },
  };
}
