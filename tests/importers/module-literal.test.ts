import { describe, expect, test } from '@jest/globals';
import { readModuleLiteral } from '../../plugins/importers/dist/weights/index.js';

/** A literal as browserify and a minifier wrap it. */
function umd(literal: string): string {
  return `!function(e){if("object"==typeof exports&&"undefined"!=typeof module)module.exports=e();else(self).model=e()}(function(){return function e(a,n,i){var r=n[0]={exports:{}};return r.exports}({1:[function(e,a,n){a.exports=${literal}},{}]},{},[1])(1)});`;
}

describe('reading a module without running it', () => {
  test.each<[string, string, unknown]>([
    [
      'an object with bare, quoted and numeric keys',
      '{a:1,"b c":2,3:4,$d:5}',
      { a: 1, 'b c': 2, 3: 4, $d: 5 },
    ],
    ['numbers as minifiers write them', '[.5,-.25,1e3,2.5e-7,-0]', [0.5, -0.25, 1000, 2.5e-7, -0]],
    ['minified and plain booleans', '[!0,!1,true,false,null]', [true, false, true, false, null]],
    ['nested values', '{a:{b:[[1],[],{}]}}', { a: { b: [[1], [], {}] } }],
    ['texts in either quotes', `["a'b",'c"d']`, [`a'b`, 'c"d']],
    ['escapes', String.raw`["a\"b\\","\u00e9\n",'it\'s']`, ['a"b\\', 'é\n', "it's"]],
    ['a lone text', '"QUJD"', 'QUJD'],
    ['a trailing comma', '[1,2,]', [1, 2]],
  ])('understands %s', (_, literal, value) => {
    expect(readModuleLiteral('m.js', umd(literal))).toEqual(value);
  });

  test.each([
    ['a call', '{a:process.exit(1)}', 'expected a literal at character'],
    ['a function', '[function(){}]', 'expected a literal at character'],
    ['a template', '[`a`]', 'expected a literal at character'],
    ['a calculation', '[1+1]', 'expected , or ] at character'],
    ['a spread', '{...a}', 'expected a key at character'],
    ['a text without an end', '"abc', 'a text has no end'],
    ['a list without an end', '[1,', 'expected a literal'],
    ['an unknown escape', String.raw`["\q"]`, 'a text has an unknown escape'],
    ['deep nesting', '['.repeat(100_000), 'values are nested more than 64 deep'],
  ])('refuses %s', (_, literal, reason) => {
    const source = `module.exports=${literal}`;
    expect(() => readModuleLiteral('m.js', source)).toThrow(
      expect.objectContaining({
        code: 'IMPORT_FILE_UNREADABLE',
        message: expect.stringContaining(reason) as unknown,
      }),
    );
  });

  test('refuses a module that exports no literal', () => {
    expect(() => readModuleLiteral('m.js', 'module.exports=e()')).toThrow(
      'm.js cannot be read: it exports no literal.',
    );
  });

  test('a key named __proto__ is an ordinary member', () => {
    const value = readModuleLiteral('m.js', 'module.exports={__proto__:{polluted:!0}}') as Record<
      string,
      unknown
    >;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.polluted).toBeUndefined();
  });
});
