import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { configBroken } from '../errors/config.js';
import type { ReadResult } from './read-config-file.js';

/** YAML 1.2, which takes JSON as well. */
export function readYaml(file: string, text: string): ReadResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error) throw configBroken({ file, ...at(error.pos[0]) }, `${error.message.trim()} (YAML).`, error);
  return {
    value: document.toJS() as unknown,
    position: (path) => {
      let node: unknown = document.contents;
      let offset: number | undefined;
      for (const key of path) {
        if (isMap(node)) {
          const pair = node.items.find(({ key: name }) => isScalar(name) && String(name.value) === key);
          if (!isPair(pair)) return undefined;
          offset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
          node = pair.value;
        } else if (isSeq(node)) {
          node = node.items[Number(key)];
          offset = isNode(node) ? node.range?.[0] : undefined;
        } else return undefined;
      }
      return offset === undefined ? undefined : at(offset);
    },
  };
}
