import type { TemplateKind } from './templates.js';

/** How a config uses a contribution of each kind; a sentence where no config does. */
const uses: Readonly<Record<TemplateKind, (id: string) => string>> = {
  detector: (id) => `detector: '${id}'`,
  landmarker: (id) => `landmarker: '${id}'`,
  recognizer: (id) => `recognizer: '${id}'`,
  classifier: (id) => `classifier: '${id}'`,
  swapper: (id) => `unitDefaults: { swapper: '${id}' }`,
  masker: (id) => `unitDefaults: { masks: ['${id}'] }`,
  restorer: (id) => `unitDefaults: { restorer: '${id}' }`,
  upscaler: (id) => `unitDefaults: { upscaler: { use: '${id}', scale: 2 } }`,
  inpainter: (id) => `inpainter: '${id}',\n  unitDefaults: { inpaint: { after: { denoise: 0.3 } } }`,
  checker: (id) => `checkers: ['${id}']`,
  finisher: (id) => `finishers: ['${id}']`,
  importer: () => '',
  command: () => '',
  kernels: (id) => `kernels: '${id}/${id}'`,
  hooks: () => '',
};

const notes: Readonly<Partial<Record<TemplateKind, (id: string) => string>>> = {
  landmarker: () =>
    'The embedded swapper (`mesh`) works on the 468 points of a face mesh, `mesh468`. With five landmarks alone, choose a swapper that asks for no more.',
  importer: (id) => `A model's manifest entry names it: \`"importer": "${id}"\`.`,
  command: (id) => `Run it with \`npx facet x ${id}/${id}\`.`,
  hooks: () => 'Naming it under `plugins` is enough: it taps hooks.',
};

/** The config that uses a plugin, as TypeScript. */
export function configUsing(kind: TemplateKind, packageName: string, id: string): string {
  const use = uses[kind](id);
  return `import { defineConfig } from '@facet/api';

export default defineConfig({
  plugins: ['${packageName}'],${use === '' ? '' : `\n  ${use},`}
});
`;
}

/** What there is to say beside the config. */
export function useNote(kind: TemplateKind, id: string): string | undefined {
  return notes[kind]?.(id);
}
