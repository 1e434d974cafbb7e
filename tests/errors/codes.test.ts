import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Manifest } from '@facet/api';
import ts from 'typescript';
import { errorCodes } from '../../host/dist/errors/index.js';
import { root } from '../support/facet.ts';

const codePattern = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g;

function filesIn(folder: string, extension: RegExp): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (['node_modules', 'dist', 'build'].includes(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(name, extension);
    return extension.test(name) ? [name] : [];
  });
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);

function visit(node: ts.Node, found: (node: ts.Node) => void): void {
  found(node);
  node.forEachChild((child) => visit(child, found));
}

const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node) || ts.isTemplateHead(node);

/** Whether a literal is what an error is made of, or what a test says is absent: neither shows that a code is produced. */
function isNoExpectation(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isNewExpression(parent) && parent.expression.getText().endsWith('Error')) return true;
    if (ts.isCallExpression(parent) && parent.expression.getText().includes('.not.')) return true;
    if (ts.isStatement(parent) && !ts.isBlock(parent)) return false;
  }
  return false;
}

/** Codes that tests expect: in their statements, never in comments, and in the expectations of their cases. */
function expectedCodes(): ReadonlySet<string> {
  const codes = new Set<string>();
  const add = (text: string): void => text.match(codePattern)?.forEach((code) => codes.add(code));
  for (const file of filesIn('tests', /\.test\.ts$/)) {
    visit(parse(file), (node) => {
      if (isText(node) && !isNoExpectation(node)) add(node.text);
    });
  }
  for (const file of filesIn('tests', /(expected|case)\.json$/))
    add(readFileSync(path.join(root, file), 'utf8'));
  return codes;
}

/** The codes of errors that sources make, with a file that does. */
function codesMade(folders: readonly string[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const file of folders.flatMap((folder) => filesIn(folder, /\.ts$/))) {
    visit(parse(file), (node) => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== 'FacetError') return;
      const [code] = node.arguments ?? [];
      if (code && ts.isStringLiteral(code)) codes.set(code.text, file);
    });
  }
  return codes;
}

const bundled = readdirSync(path.join(root, 'plugins')).map((name) => {
  const text = readFileSync(path.join(root, 'plugins', name, 'package.json'), 'utf8');
  const { errors = {} } = (JSON.parse(text) as { facet: Manifest }).facet;
  return { name, errors };
});
const ofPlugins = bundled.flatMap(({ errors }) => Object.keys(errors));
const documented = readFileSync(path.join(root, 'docs', 'errors.md'), 'utf8');

test('every error that is made has its code in the table or in the manifest of its plugin', () => {
  const host = codesMade(['host/src', 'host/api/src', 'host/testing/src', 'core-wasm/src']);
  expect([...host.keys()].filter((code) => !(code in errorCodes))).toEqual([]);
  for (const { name, errors } of bundled) {
    const own = [...codesMade([`plugins/${name}/src`]).keys()].filter((code) => !(code in errorCodes));
    expect({ name, codes: own.sort() }).toEqual({ name, codes: Object.keys(errors).sort() });
  }
});

test('every code is documented', () => {
  const missing = [...Object.keys(errorCodes), ...ofPlugins].filter(
    (code) => !documented.includes(`| \`${code}\` |`),
  );
  expect(missing).toEqual([]);
});

test('every code is expected by a test', () => {
  const expected = expectedCodes();
  expect([...Object.keys(errorCodes), ...ofPlugins].filter((code) => !expected.has(code))).toEqual([]);
});
