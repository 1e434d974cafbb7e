/*
 * Providers that change pictures so that every option shows, and that write down what they are asked, in order, in `globalThis.trace`:
 * code for the config of a colour world, beside `base.plugins`.
 */
export const tracePlugin = `{
  name: 'facet-plugin-trace', version: '1.0.0', facet: '*',
  manifest: { manifest: 1, contributes: {
    upscalers: [{ id: 'twice', title: 'Twice' }, { id: 'any', title: 'Any' }, { id: 'dark', title: 'Black' }],
    restorers: [{ id: 'white', title: 'White', options: { type: 'object', additionalProperties: false,
      properties: { weight: { type: 'number', minimum: 0, maximum: 1, default: 1 } } } }],
    inpainters: [{ id: 'note', title: 'Note' }],
    maskers: [{ id: 'left', title: 'Left half' }],
    finishers: [{ id: 'corner', title: 'Corner' }, { id: 'thread', title: 'Leaves a file named after its thread' }],
    checkers: [{ id: 'somewhat', title: 'Scores 0.6' }],
    recognizers: [{ id: 'strict', title: 'Nobody is like anybody' }],
    classifiers: [{ id: 'men', title: 'All are men' }],
    detectors: [{ id: 'nothing', title: 'No face' }],
    landmarkers: [{ id: 'blind', title: 'No landmarks' }],
  } },
  activate({ register, kernels }) {
    const note = (...words) => (globalThis.trace ??= []).push(words.join(' '));
    const size = ({ width, height }) => width + 'x' + height;
    const plain = (width, height, level) => kernels.importImage({ width, height, data: new Uint8ClampedArray(4 * width * height).fill(level).map((v, i) => i % 4 === 3 ? 255 : v) });
    const resized = (image, width, height) => {
      const out = kernels.createImage(width, height);
      kernels.resize(image, out, 'nearest');
      return out;
    };
    const upscale = async (image, width, height) => { note('upscale', size(image), 'to', width + 'x' + height); return resized(image, width, height); };
    register.upscaler('twice', { factor: 2, upscale });
    register.upscaler('any', { upscale });
    register.upscaler('dark', { upscale: async (image, width, height) => plain(width, height, 0) });
    register.restorer('white', {
      align: ({ box: { x, y, width, height } }) => ({ width: 32, height: 32,
        frameToCrop: { a: 32 / width, b: 0, tx: -x * 32 / width, c: 0, d: 32 / height, ty: -y * 32 / height } }),
      restore: async (crop, { options }) => { note('restore', options.weight); return plain(32, 32, 255 * options.weight); },
    });
    register.inpainter('note', { inpaint: async ({ image, denoise }) => { note('inpaint', size(image), denoise); return image; } });
    register.masker('left', { mask: async ({ crop: { image } }) => {
      const mask = kernels.createMask(image.width, image.height);
      kernels.drawBox(mask, { x: 0, y: 0, width: image.width / 2, height: image.height }, 255);
      return mask;
    } });
    register.finisher('corner', { finish: async (frame) => { note('finish', size(frame));
      const data = kernels.readImage(frame); data.set([1, 2, 3], 0); kernels.writeImage(frame, data); return frame; } });
    register.finisher('thread', { finish: async (frame) => {
      const [{ writeFileSync }, { threadId }] = [await import('node:fs'), await import('node:worker_threads')];
      writeFileSync(import.meta.dirname + '/thread-' + threadId, '');
      return frame;
    } });
    register.checker('somewhat', { check: async () => ({ score: 0.6 }) });
    register.recognizer('strict', { model: 'trace/strict@1', embed: async () => ({ model: 'trace/strict@1', vector: Float32Array.of(1) }), similarity: () => 0 });
    register.classifier('men', { classify: async () => ({ gender: 'male', age: 50 }) });
    register.detector('nothing', { detect: async () => [] });
    register.landmarker('blind', { locate: async () => undefined });
  },
}`;

/** What was asked since the last call. */
export function takeTrace(): readonly string[] {
  const world = globalThis as { trace?: string[] };
  const { trace = [] } = world;
  delete world.trace;
  return trace;
}
