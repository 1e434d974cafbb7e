/*
 * Writes the reference pages that are generated from the code: `node dist/pages/write-pages.js <folder>`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { apiVersion } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { templateKinds } from '../authoring/templates.js';
import { createImages } from '../media/index.js';
import { createPluginHost } from '../plugins/index.js';
import { readDeclarations } from './api-declarations.js';
import { apiReport } from './api-report.js';
import { errorPage } from './error-page.js';
import { kindPage } from './kind-page.js';
import { modelPage } from './model-page.js';
import { optionPage } from './option-page.js';
import { providerPage } from './provider-page.js';

const unused = (): never => {
  throw new Error('Reading manifests runs no plugin.');
};

const [folder = 'docs'] = process.argv.slice(2);
const plugins = await createPluginHost({
  specs: [],
  apiVersion,
  services: {
    kernels: await createKernels('reference'),
    images: createImages(),
    models: unused,
    log: { debug: unused, warn: unused },
    diagnostic: ({ message }) => {
      throw new Error(message);
    },
  },
});
const pages = {
  errors: errorPage(plugins),
  models: modelPage(plugins),
  options: optionPage(),
  providers: providerPage(plugins),
};
for (const [name, text] of Object.entries(pages)) await writeFile(path.join(folder, `${name}.md`), text);

const reference = path.join(folder, 'reference');
await mkdir(reference, { recursive: true });
const declarations = await readDeclarations();
await writeFile(path.join(reference, 'api.md'), apiReport(declarations));
for (const kind of templateKinds) {
  await writeFile(path.join(reference, `${kind}.md`), await kindPage(kind, declarations));
}
