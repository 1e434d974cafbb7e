import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { locateLiteral } from '../../host/dist/config/locate-literal.js';

/** The text from where a key was found to the end of its line. */
function found(source: string, key: string): string | undefined {
  const offset = locateLiteral(source).get(key);
  return offset === undefined ? undefined : source.slice(offset).split('\n')[0];
}

describe('keys of an exported literal are found', () => {
  test.each([
    ['plainly', 'export default { a: 1 };', 'a', 'a: 1 };'],
    ['inside a call', 'export default defineConfig({ a: { b: 1 } });', 'a.b', 'b: 1 } });'],
    ['through a variable', 'const c = { a: 1 };\nexport default c;', 'a', 'a: 1 };'],
    ['through a typed variable', 'const c: Facet = { a: 1 };\nexport default c;', 'a', 'a: 1 };'],
    ['in CommonJS', 'module.exports = { a: 1 };', 'a', 'a: 1 };'],
    ['in quotes', `export default { 'a': { "b-c": 1 } };`, 'a.b-c', '"b-c": 1 } };'],
    ['in arrays', 'export default { a: [0, { b: 1 }] };', 'a.1.b', 'b: 1 }] };'],
    ['after comments that look like keys', 'export default { /* a: */ // a: 2\n a: 1 };', 'a', 'a: 1 };'],
    ['after strings that look like keys', `export default { x: '} a: 1', a: 2 };`, 'a', 'a: 2 };'],
    ['after templates and calls', 'export default { x: f(`${1}}`, { a: 0 }), a: 2 };', 'a', 'a: 2 };'],
    ['after functions', 'export default { x: (p) => { return { a: 0 }; }, a: 2 };', 'a', 'a: 2 };'],
    ['after spreads', 'export default { ...base, a: 2 };', 'a', 'a: 2 };'],
    ['in short form', 'const a = 1;\nexport default { b: 2, a };', 'a', 'a };'],
    ['before a type assertion', 'export default { a: { b: 1 } as never, c: 2 };', 'c', 'c: 2 };'],
  ])('%s', (_, source, key, rest) => {
    expect(found(source, key)).toBe(rest);
  });
});

test.each([
  '',
  'export default',
  'export default f();',
  'export const a = { b: 1 };',
  'export default { a: /[)]}/ ',
])('source without a literal to read gives up: %j', (source) => {
  expect(locateLiteral(source).get('b')).toBeUndefined();
});

test('whatever the text, reading ends', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ',',
    ':',
    'a',
    "'",
    '"',
    '`',
    '/*',
    '*/',
    '//',
    '\n',
    '\\',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = `export default {${pieces.join('')}`;
      for (const offset of locateLiteral(source).values()) expect(offset).toBeLessThan(source.length);
    }),
    { numRuns: 2000 },
  );
});
