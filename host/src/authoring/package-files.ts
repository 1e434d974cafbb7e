import type { Manifest } from '@facet/api';
import type { TemplateKind } from './templates.js';
import { configUsing, useNote } from './use-plugin.js';

export interface PackageFacts {
  readonly kind: TemplateKind;
  readonly packageName: string;
  readonly id: string;
  readonly title: string;
  readonly manifest: Manifest;
  /** Version of Facet it is made for. */
  readonly apiVersion: string;
}

export function packageJson({ kind, packageName, title, manifest, apiVersion }: PackageFacts): string {
  const range = `^${apiVersion}`;
  return json({
    name: packageName,
    version: '0.1.0',
    description: `${title}: ${whatItIs(kind)} for Facet`,
    keywords: ['facet-plugin'],
    license: 'MIT',
    type: 'module',
    engines: { node: '>=20.19', facet: range },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', '!dist/*.test.*'],
    scripts: {
      build: 'tsc',
      test: 'npm run build && node --test dist/index.test.js',
      dev: 'facet plugin dev',
      validate: 'facet plugin validate',
      prepack: 'npm run build',
    },
    dependencies: { '@facet/api': range },
    devDependencies: {
      '@facet/testing': range,
      '@types/node': '^20.19.0',
      facet: range,
      typescript: '^6.0.3',
    },
    facet: manifest,
  });
}

/** `a detector`, `an inpainter`, `kernels`. */
function whatItIs(kind: TemplateKind): string {
  if (kind === 'kernels') return kind;
  const noun = kind === 'hooks' ? 'plugin' : kind;
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

export const tsconfig = (): string =>
  json({
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'NodeNext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      declaration: true,
      rootDir: 'src',
      outDir: 'dist',
    },
    include: ['src'],
  });

export function readme({ kind, packageName, id, title }: PackageFacts): string {
  const note = useNote(kind, id);
  return `# ${packageName}

${title}: ${whatItIs(kind)} for Facet.

## Use it

\`\`\`sh
npm install ${packageName}
\`\`\`

\`\`\`ts
${configUsing(kind, packageName, id)}\`\`\`
${note === undefined ? '' : `\n${note}\n`}
## Work on it

| command | what it does |
| --- | --- |
| \`npm test\` | builds it and runs its tests |
| \`npm run dev\` | swaps a sample with it on every change, and shows the face after every stage |
| \`npm run validate\` | asks Facet whether the manifest, what it registers and what it returns are right |
| \`npx facet plugin pack\` | does both and writes the package file to publish |
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
