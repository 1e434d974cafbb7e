import { kinds, pluralOf } from '@facet/api';
import { readTemplate } from '../authoring/templates.js';
import type { Template, TemplateKind } from '../authoring/templates.js';
import { configUsing, useNote } from '../authoring/use-plugin.js';
import { interfaceText } from './api-declarations.js';

/** The interfaces of @facet/api that an author of a kind needs, the provider's own first. */
const interfaces: Readonly<Record<TemplateKind, readonly string[]>> = {
  detector: ['Detector', 'Detection'],
  landmarker: ['Landmarker', 'LandmarkResult', 'Landmarks', 'Pose'],
  recognizer: ['Recognizer', 'Embedding'],
  classifier: ['Classifier', 'Attributes'],
  swapper: ['Swapper', 'SourceFace', 'Alignment', 'SwapInput', 'SwapResult', 'Crop'],
  masker: ['Masker', 'MaskInput', 'Crop', 'Mask'],
  restorer: ['Restorer', 'Alignment', 'Crop'],
  upscaler: ['Upscaler'],
  inpainter: ['Inpainter', 'InpaintInput'],
  checker: ['Checker', 'CheckResult'],
  finisher: ['Finisher'],
  importer: ['Importer', 'ModelDeclaration'],
  command: ['Command'],
  kernels: ['KernelBackend', 'KernelSetup', 'KernelOperations', 'Surface', 'Values', 'Ellipse', 'PixelBox'],
  hooks: ['HookSignatures', 'TapOptions', 'CropContext', 'StageFailure'],
};

/** Their methods take no `Call`. */
const withoutCall: readonly TemplateKind[] = ['importer', 'command', 'hooks'];

/** The reference page of one kind: its contract from @facet/api, and the example that `facet plugin new` writes. */
export async function kindPage(
  kind: TemplateKind,
  declarations: ReadonlyMap<string, string>,
): Promise<string> {
  const [own, ...others] = interfaces[kind].map((name) => interfaceText(declarations, name));
  const template = await readTemplate(kind);
  const note = useNote(kind, 'my-name');
  return `# ${kind === 'hooks' ? 'Hooks' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`}

\`\`\`sh
npx facet plugin new ${kind} my-name
\`\`\`

writes the example below as a package with a test, ready to build. This page is generated from the code.

## Contract

${code('ts', own!)}
${others.length === 0 ? '' : `\n${code('ts', others.join('\n\n'))}\n`}
${withoutCall.includes(kind) ? '' : 'Every method gets a `Call` last: its `options`, a `signal` that ends it, and `warn` for the run report.\n\n'}## Example

${describe(template)}

In the manifest, under \`facet\` in package.json:

${code('json', JSON.stringify(template.manifest, undefined, 2))}

In src/index.ts:

${code('ts', template.code)}

In a project's facet.config.ts:

${code('ts', configUsing(kind, 'facet-plugin-my-name', 'my-name'))}
${note === undefined ? '' : `\n${note}\n`}`;
}

function describe({ manifest }: Template): string {
  const [contribution] = kinds.flatMap((kind) => manifest.contributes?.[pluralOf(kind)] ?? []);
  return contribution?.description ?? 'Leaves small faces alone, whoever detects them.';
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}
