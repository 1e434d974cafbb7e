import { apiVersion } from '@facet/api';
import type { Files } from './project.ts';
import { config, extended, folder, json, single } from './project.ts';

/** What is wrong, the files, the sentence and what to do; `<here>` stands for the project's folder. */
export type Row = readonly [what: string, files: Files, sentence: string, remedy: string];

const nowhere = 'facet-plugin-nowhere';
const install = `Install it (npm install ${nowhere}) beside that file, or remove it from "plugins".`;
const correctPath = 'Correct the path; it is read from the folder of the file that names it.';
const missing = (file: string, above: string): string =>
  `PLUGIN_NOT_FOUND: The plugin "${nowhere}", named in ${file}, was not found: no folder node_modules above ${above} holds it.`;
const noPath = (spec: string, file: string, found: string): string =>
  `PLUGIN_NOT_FOUND: The plugin "${spec}", named in ${file}, was not found: ${found} does not exist.`;

/** A plugin that is not there, and who asks for it. */
export const absent: readonly Row[] = [
  ['a package that is not installed', config([nowhere]), missing('facet.config.json:3:5', '<here>'), install],
  [
    'the same in a JSON file that is extended',
    {
      'facet.config.json': json({ extends: './shared/base.json' }),
      'shared/base.json': json({ device: 'cpu', plugins: [nowhere] }),
    },
    missing('shared/base.json:4:5', '<here>/shared'),
    install,
  ],
  [
    'the same in a YAML file that is extended',
    {
      'facet.config.yaml': 'extends: ./shared/base.yaml\n',
      'shared/base.yaml': `device: cpu\nplugins:\n  - ${nowhere}\n`,
    },
    missing('shared/base.yaml:3:5', '<here>/shared'),
    install,
  ],
  [
    'the same in a TypeScript file that is extended',
    extended(`'${nowhere}'`),
    missing('shared/base.ts:3:13', '<here>/shared'),
    install,
  ],
  [
    'a path that does not exist',
    config(),
    noPath('./acme', 'facet.config.json:3:5', '<here>/acme'),
    correctPath,
  ],
  [
    'a path from a file that is extended, which exists beside the other file only',
    {
      'facet.config.json': json({ extends: './shared/base.json' }),
      'shared/base.json': json({ plugins: ['./acme'] }),
      ...folder(),
    },
    noPath('./acme', 'shared/base.json:3:5', '<here>/shared/acme'),
    correctPath,
  ],
  [
    'a path in YAML',
    { 'facet.config.yaml': 'plugins:\n  - ./acme\n' },
    noPath('./acme', 'facet.config.yaml:2:5', '<here>/acme'),
    correctPath,
  ],
  [
    'a path in JavaScript, with options',
    { 'facet.config.mjs': `export default {\n  plugins: [['./acme.ts', { gloss: 1 }]],\n};\n` },
    noPath('./acme.ts', 'facet.config.mjs:2:13', '<here>/acme.ts'),
    correctPath,
  ],
  [
    'a path in package.json',
    { 'package.json': json({ facet: { plugins: ['./acme'] } }) },
    noPath('./acme', 'package.json:4:7', '<here>/acme'),
    correctPath,
  ],
];

const acme = 'PLUGIN_ENGINE_MISSING: Plugin "acme" 1.2.3';
const offers = `this host offers plugin API ${apiVersion}`;
const named = 'The plugin is named in facet.config.json:3:5.';
const addRange = `Add "engines": { "facet": "^${apiVersion}" } to its package.json.`;
const twice = 'Remove one of them from "plugins", or give one another "id" in its manifest.';

/** Versions that do not fit, and names that are taken. */
export const misfits: readonly Row[] = [
  [
    'one that is too new',
    { ...config(), ...folder({ package: { engines: { facet: '^9.0.0' } } }) },
    `PLUGIN_TOO_NEW: Plugin "acme" 1.2.3 needs plugin API ^9.0.0, but this host offers ${apiVersion}, which is older. ${named}`,
    'Update Facet, or install an older version of "acme".',
  ],
  [
    'one that is too old',
    { ...config(), ...folder({ package: { engines: { facet: '^0.0.1' } } }) },
    `PLUGIN_TOO_OLD: Plugin "acme" 1.2.3 was made for plugin API ^0.0.1, but this host offers ${apiVersion}, which is newer. ${named}`,
    'Install a newer version of "acme", or a host that fits it.',
  ],
  [
    'an invalid range',
    { ...config(), ...folder({ package: { engines: { facet: 'newest' } } }) },
    `${acme} names host versions that are no range ("newest"); ${offers}. ${named}`,
    addRange,
  ],
  [
    'no range',
    { ...config(), ...folder({ package: { engines: { node: '>=20' } } }) },
    `${acme} does not say which host versions it works with; ${offers}. ${named}`,
    addRange,
  ],
  [
    'a plugin object without a range',
    single(`name: 'facet-plugin-acme', version: '1.2.3', manifest: { manifest: 1 }, activate() {}`),
    `${acme} does not say which host versions it works with; ${offers}. ${named}`,
    `Add facet: '^${apiVersion}' to the plugin object.`,
  ],
  [
    'a plugin object, imported by a file that is extended, that is too new',
    extended('acme', {
      'shared/acme.ts': `export default { name: 'facet-plugin-acme', version: '1.2.3', facet: '^9.0.0', manifest: { manifest: 1 }, activate() {} };\n`,
    }),
    `PLUGIN_TOO_NEW: Plugin "acme" 1.2.3 needs plugin API ^9.0.0, but this host offers ${apiVersion}, which is older. The plugin is named in shared/base.ts:3:13.`,
    'Update Facet, or install an older version of "acme".',
  ],
  [
    'two plugins with one id',
    {
      ...config(['./acme', './other']),
      ...folder(),
      ...folder({
        dir: 'other',
        package: { name: '@other/facet-plugin-acme', version: '2.0.0', facet: { manifest: 1, id: 'acme' } },
      }),
    },
    'PLUGIN_DUPLICATE: Two plugins have the id "acme": version 1.2.3 (<here>/acme, named in facet.config.json:3:5) and version 2.0.0 (<here>/other, named in facet.config.json:4:5).',
    twice,
  ],
  [
    'the id of a bundled plugin',
    { ...config(), ...folder({ package: { name: 'facet-plugin-mesh-swap' } }) },
    `PLUGIN_DUPLICATE: Two plugins have the id "mesh-swap": version ${apiVersion} (comes with Facet) and version 1.2.3 (<here>/acme, named in facet.config.json:3:5).`,
    'Give yours another "id" in its manifest, or remove it from "plugins".',
  ],
  [
    'a short name that two plugins provide',
    {
      ...config(['./acme', './other'], { finishers: ['shine'] }),
      ...folder(),
      ...folder({ dir: 'other', package: { name: 'facet-plugin-other' } }),
    },
    'AMBIGUOUS_PROVIDER: Several plugins provide the finisher "shine" (finishers.0, facet.config.json:7:5): "acme/shine", "other/shine".',
    'Write the full name.',
  ],
  [
    'an id twice in one manifest',
    {
      ...config(),
      ...folder({
        package: {
          facet: {
            manifest: 1,
            contributes: {
              finishers: [
                { id: 'shine', title: 'A' },
                { id: 'shine', title: 'B' },
              ],
            },
          },
        },
      }),
    },
    `PLUGIN_DUPLICATE_CONTRIBUTION: Plugin "acme" 1.2.3 declares the finisher "shine" twice in its manifest; the host needs ids that are unique within a kind. ${named}`,
    'Rename or remove one of the two.',
  ],
];
