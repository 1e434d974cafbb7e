/** Files of a project, by their path in it. */
export type Files = Readonly<Record<string, string>>;

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The config that names the plugin, on line 3. */
export const config = (plugins: readonly unknown[] = ['./acme'], more: object = {}): Files => ({
  'facet.config.json': json({ plugins, ...more }),
});

/** A package.json that the host accepts, with changes; `undefined` leaves a field out. */
export const packageJson = (changes: object = {}): string =>
  json({
    name: 'facet-plugin-acme',
    version: '1.2.3',
    type: 'module',
    exports: './index.js',
    engines: { facet: '*' },
    facet: { manifest: 1, contributes: { finishers: [{ id: 'shine', title: 'Shine' }] } },
    ...changes,
  });

/** A finisher that leaves everything as it is; `more` is done when it is activated. */
export const code = (more = '', declaration = 'export default'): string =>
  `${declaration} { activate({ register }) { ${more} register.finisher('shine', { finish: async (frame) => frame }); } };\n`;

export interface Package {
  readonly dir?: string;
  readonly package?: object;
  readonly code?: string;
}

/** A plugin as a folder with a package.json. */
export const folder = ({
  dir = 'acme',
  package: changes = {},
  code: text = code(),
}: Package = {}): Files => ({ [`${dir}/package.json`]: packageJson(changes), [`${dir}/index.js`]: text });

/** A plugin that is a single file, on line 1. */
export const single = (fields: string): Files => ({
  ...config(['./acme.ts']),
  'acme.ts': `export default { ${fields} };\n`,
});

/** A config in TypeScript that extends another, which names the plugin on its line 3. */
export const extended = (entry: string, more: Files = {}): Files => ({
  'facet.config.ts': `export default { extends: './shared/base.ts' };\n`,
  'shared/base.ts': `import acme from './acme.ts';\nexport default {\n  plugins: [${entry}],\n};\n`,
  'shared/acme.ts': 'export default {};\n',
  ...more,
});
