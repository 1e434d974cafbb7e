import type { Row } from './found.ts';
import { code, config, extended, folder, json, packageJson, single } from './project.ts';

const named = 'The plugin is named in facet.config.json:3:5.';
const mend = 'Correct the "facet" field of its package.json.';
const inObject =
  'A plugin object has name, version, facet (a range of host versions), manifest and activate(ctx).';
const manifest = (facet: unknown): Row[1] => ({ ...config(), ...folder({ package: { facet } }) });
const broken = (problem: string): string =>
  `PLUGIN_MANIFEST: Plugin "facet-plugin-acme" (<here>/acme) has a manifest the host cannot accept: ${problem} ${named}`;
const noField = `PLUGIN_NO_MANIFEST: "./acme" is not a plugin: <here>/acme/package.json has no "facet" field with a manifest, which the host reads. ${named}`;
const addField = 'Add "facet": { "manifest": 1, … } to its package.json, or remove it from "plugins".';
const lacks = (key: string): string =>
  `PLUGIN_MANIFEST: Expected "${key}" as text in <here>/acme/package.json, a plugin's, but received nothing. ${named}`;

/** Manifests and plugin objects that cannot be read. */
export const unreadable: readonly Row[] = [
  ['a package without a manifest', manifest(undefined), noField, addField],
  ['a manifest that does not say its version', manifest({ contributes: {} }), noField, addField],
  [
    'a folder without package.json',
    { ...config(), 'acme/index.js': code() },
    `PLUGIN_NO_MANIFEST: "./acme" is not a plugin: there is no <here>/acme/package.json, in which the host looks for the manifest. ${named}`,
    'Name the folder of its package.json, or a single file in TypeScript or JavaScript.',
  ],
  [
    'an unknown kind',
    manifest({ manifest: 1, contributes: { finisher: [] } }),
    broken('facet.contributes has an unknown key "finisher". Did you mean "finishers"?'),
    mend,
  ],
  [
    'a manifest of another type',
    manifest({ manifest: 1, contributes: { finishers: { id: 'shine' } } }),
    broken('Expected facet.contributes.finishers to be array but received an object.'),
    mend,
  ],
  [
    'a contribution without a title',
    manifest({ manifest: 1, contributes: { finishers: [{ id: 'shine' }] } }),
    broken('Expected facet.contributes.finishers[0].title but it is missing.'),
    mend,
  ],
  [
    'a manifest of the future',
    manifest({ manifest: 2 }),
    broken('Expected facet.manifest to be 1 (number) but received 2 (number).'),
    mend,
  ],
  [
    'a package without a name',
    { ...config(), ...folder({ package: { name: undefined } }) },
    lacks('name'),
    'Add "name" to it, or remove the plugin from "plugins".',
  ],
  [
    'a package without a version',
    { ...config(), ...folder({ package: { version: undefined } }) },
    lacks('version'),
    'Add "version" to it, or remove the plugin from "plugins".',
  ],
  [
    'a file without a version in its object',
    single(`name: 'facet-plugin-acme', activate() {}`),
    `PLUGIN_INLINE: Expected version as text in the plugin given in <here>/acme.ts but received nothing. ${named}`,
    inObject,
  ],
  [
    'a file without a manifest in its object',
    single(`name: 'facet-plugin-acme', version: '1.0.0', facet: '*', activate() {}`),
    `PLUGIN_MANIFEST: Plugin "facet-plugin-acme" (<here>/acme.ts) has a manifest the host cannot accept: Expected manifest to be object but received nothing. ${named}`,
    'Correct "manifest" in the plugin object.',
  ],
  [
    'a file that exports a function',
    { ...config(['./acme.ts']), 'acme.ts': `export default () => ({ name: 'facet-plugin-acme' });\n` },
    `PLUGIN_INLINE: Expected a plugin object in the plugin given in <here>/acme.ts but received a function. ${named}`,
    inObject,
  ],
  [
    'an object in a config without a version',
    {
      'facet.config.ts': `export default {\n  plugins: [{ name: 'facet-plugin-acme', activate() {} }],\n};\n`,
    },
    'PLUGIN_INLINE: Expected version as text in the plugin given in facet.config.ts:2:13 but received nothing.',
    inObject,
  ],
  [
    'an object, imported by a file that is extended, that cannot be activated',
    extended('acme', { 'shared/acme.ts': `export default { name: 'facet-plugin-acme' };\n` }),
    'CONFIG_INVALID: Expected text or a plugin object with a function activate or a pair [plugin, options] for plugins.0 but received an object (<here>/shared/base.ts:3:13).',
    'Change "plugins.0"; "facet config schema" describes every key.',
  ],
  [
    'something else',
    config([7]),
    'CONFIG_INVALID: Expected text or a plugin object with a function activate or a pair [plugin, options] for plugins.0 but received 7 (<here>/facet.config.json:3:5).',
    'Change "plugins.0"; "facet config schema" describes every key.',
  ],
  [
    'a file that throws',
    { ...config(['./acme.ts']), 'acme.ts': `throw new Error('no licence');\n` },
    `PLUGIN_LOAD: The plugin <here>/acme.ts could not be loaded by the host: no licence. ${named}`,
    'Correct the file, or remove it from "plugins".',
  ],
  [
    'a TypeScript file that cannot be read',
    { ...config(['./acme.ts']), 'acme.ts': 'export default {\n  name: ,\n};\n' },
    `PLUGIN_LOAD: The plugin <here>/acme.ts could not be loaded by the host: ParseError: Unexpected token <here>/acme.ts:2:8. ${named}`,
    'Correct the file, or remove it from "plugins".',
  ],
  [
    'a file that is no code',
    { ...config(['./acme.json']), 'acme.json': json({}) },
    `PLUGIN_LOAD: The plugin <here>/acme.json could not be loaded by the host: a plugin is written in JavaScript or TypeScript, and this file is in neither. ${named}`,
    'Correct the file, or remove it from "plugins".',
  ],
];

const failed = (code_: string, text: string): string => `${code_}: Plugin "acme" 1.2.3 ${text} ${named}`;
const load = (file: string, text: string): string =>
  failed('PLUGIN_LOAD', `could not be loaded by the host from ${file}: ${text}`);
const rebuild = 'Build or reinstall "acme", or remove it from "plugins".';
const report = 'Report this to the author of "acme":';
const used = (plugin: Parameters<typeof folder>[0]): Row[1] => ({
  ...config(['./acme'], { finishers: ['shine'], units: [{ source: 'nobody.jpg' }], targets: 'nobody.jpg' }),
  ...folder(plugin),
});

/** What shows when the code runs. */
export const unusable: readonly Row[] = [
  [
    'TypeScript that cannot be read, in a package',
    { ...used({ package: { exports: './index.ts' } }), 'acme/index.ts': 'export default { activate( };\n' },
    load('<here>/acme/index.ts', 'ParseError: Unexpected token <here>/acme/index.ts:1:27.'),
    rebuild,
  ],
  [
    'an import of what is not installed',
    used({ code: `import 'not-there';\n${code()}` }),
    load('<here>/acme/index.js', `Cannot find package 'not-there' imported from <here>/acme/index.js.`),
    rebuild,
  ],
  [
    'no default export',
    used({ code: 'export const activate = () => undefined;\n' }),
    failed(
      'PLUGIN_LOAD',
      'exports no plugin to the host: the default export of <here>/acme/index.js has no activate().',
    ),
    'Write export default definePlugin({ activate(ctx) { … } }).',
  ],
  [
    'the syntax of modules in CommonJS',
    used({ package: { type: 'commonjs' } }),
    load(
      '<here>/acme/index.js',
      'it has import or export statements, but its package.json does not say "type": "module".',
    ),
    rebuild,
  ],
  [
    'an entry that does not exist',
    {
      ...config(['./acme'], { finishers: ['shine'], units: [{ source: 'x.jpg' }] }),
      'acme/package.json': packageJson(),
    },
    load('<here>/acme/index.js', 'the file does not exist.'),
    rebuild,
  ],
  [
    'no entry for import',
    used({ package: { exports: { require: './index.js' } } }),
    load('<here>/acme', 'its package.json exports no main entry for import.'),
    rebuild,
  ],
  [
    'an activation that throws',
    used({ code: code(`throw new Error('no licence');`) }),
    failed('PLUGIN_ACTIVATION', 'failed while the host activated it: no licence.'),
    'Report this to the author of "acme", or choose another provider.',
  ],
  [
    'an activation that does not come back',
    {
      ...config(['./acme'], { finishers: ['shine'], engine: { activationTimeoutMs: 300 } }),
      ...folder({ code: 'export default { activate: () => new Promise(() => undefined) };\n' }),
    },
    failed('PLUGIN_ACTIVATION_TIMEOUT', "did not finish activate() within the host's limit of 300 ms."),
    'Raise engine.activationTimeoutMs, or report this to the author of "acme": long work belongs into the provider, not into activate().',
  ],
  [
    'a registration that is not declared',
    used({ code: code(`register.finisher('glow', { finish: async (frame) => frame });`) }),
    failed(
      'PLUGIN_UNDECLARED',
      'registers the finisher "glow", but its manifest declares "shine" under contributes.finishers, so the host refuses it.',
    ),
    `${report} declare it in the "facet" field of package.json, or leave it out.`,
  ],
  [
    'a registration of a kind that is not declared',
    used({ code: code(`register.masker('oval', { mask: async () => undefined });`) }),
    failed(
      'PLUGIN_UNDECLARED',
      'registers the masker "oval", but its manifest declares none under contributes.maskers, so the host refuses it.',
    ),
    `${report} declare it in the "facet" field of package.json, or leave it out.`,
  ],
  [
    'a registration that is missing',
    used({ code: 'export default { activate() {} };\n' }),
    failed(
      'PLUGIN_NOT_REGISTERED',
      'declares the finisher "shine" in its manifest, but its activate() did not register it with the host.',
    ),
    `${report} call ctx.register.finisher("shine", …), or remove it from the manifest.`,
  ],
  [
    'the same registration twice',
    used({ code: code(`register.finisher('shine', { finish: async (frame) => frame });`) }),
    failed(
      'PLUGIN_REGISTERED_TWICE',
      'registers the finisher "shine" twice; the host keeps one provider per contribution.',
    ),
    `${report} register each contribution once.`,
  ],
  [
    'a provider without a method of its kind',
    used({
      code: `export default { activate({ register }) { register.finisher('shine', { polish() {} }); } };\n`,
    }),
    failed(
      'PLUGIN_PROVIDER',
      'registers the finisher "shine" without finish(), which the host calls on every finisher.',
    ),
    `${report} see the type of every finisher in @facet/api.`,
  ],
];
