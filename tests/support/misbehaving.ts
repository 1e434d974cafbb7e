import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixture, tempFolder } from './facet.ts';

/** Names of the target pictures, in the order of the run. */
export const targetNames = ['first.jpg', 'bad.jpg', 'last.jpg'];

/**
 * A project with models for nothing but the content check, and a third-party plugin that misbehaves on the picture `bad.jpg` and nowhere else.
 * @param act What it does there: JavaScript statements.
 * @param where In its finisher, in its hook `finish`, while it is activated, or in an operation of another plugin's kernels, `pixels`,
 * which its finisher calls.
 */
export function misbehavingProject(
  act: string,
  where: 'stage' | 'hook' | 'operation' | 'activate' | 'dispose' | 'runEnd',
  config: Readonly<Record<string, unknown>> = {},
): string {
  const folder = tempFolder();
  const plugin = path.join(folder, 'plugin');
  mkdirSync(plugin);
  writeFileSync(
    path.join(plugin, 'package.json'),
    JSON.stringify({
      name: 'facet-plugin-rogue',
      version: '1.2.3',
      type: 'module',
      exports: './index.js',
      engines: { facet: '*' },
      facet: {
        manifest: 1,
        hooks: true,
        contributes: {
          finishers: [{ id: 'shine', title: 'Shine' }],
          detectors: [{ id: 'here', title: 'One face, always there' }],
          landmarkers: [{ id: 'five', title: 'Five points, always there' }],
          swappers: [{ id: 'same', title: 'The face as it was' }],
        },
      },
    }),
  );
  const on = (place: typeof where): string => (where === place ? act : '');
  const operation =
    'ctx.kernels.dilate(ctx.kernels.createMask(8, 8), 3, 3); await new Promise((go) => setTimeout(go, 50));';
  writeFileSync(
    path.join(plugin, 'index.js'),
    `let file = '';
     export default { async activate(ctx) {
       ${on('activate')}
       ctx.onDispose(async () => { ${on('dispose')} });
       ctx.hooks.faces.tap(async (faces, frame) => { file = frame.path; });
       ctx.hooks.finish.tap(async (image, frame) => { if (file.endsWith('bad.jpg')) { ${on('hook')} } });
       ctx.hooks.runEnd.tap(async () => { ${on('runEnd')} });
       const five = [[60, 80], [100, 80], [80, 100], [65, 120], [95, 120]].map(([x, y]) => ({ x, y }));
       const align = () => ({ width: 64, height: 64, frameToCrop: { a: 1, b: 0, tx: -50, c: 0, d: 1, ty: -60 } });
       ctx.register.detector('here', { async detect() { return [{ box: { x: 40, y: 40, width: 80, height: 100 }, score: 1 }]; } });
       ctx.register.landmarker('five', { async locate() { return { landmarks: { five } }; } });
       ctx.register.swapper('same', { prepare: async () => ({}), align, swap: async ({ crop }) => ({ image: crop.image }) });
       ctx.register.finisher('shine', { async finish(frame) {
         if (file.endsWith('bad.jpg')) { ${on('stage')} ${where === 'operation' ? operation : ''} }
         return frame;
       } });
     } };`,
  );
  if (where === 'operation') writeKernels(path.join(folder, 'pixels'), act);
  for (const name of [...targetNames, 'a/bad.jpg', 'b/bad.jpg', 'c/bad.jpg']) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    copyFileSync(fixture('grace_hopper.jpg'), path.join(folder, name));
  }
  writeFileSync(
    path.join(folder, 'facet.config.json'),
    JSON.stringify({
      plugins: ['./plugin', ...(where === 'operation' ? ['./pixels'] : [])],
      ...(where === 'operation' && { kernels: 'pixels/own' }),
      device: 'cpu',
      detector: 'here',
      landmarker: 'five',
      units: [{ source: fixture('grace_hopper.jpg'), swapper: 'same', masks: [] }],
      finishers: ['shine'],
      targets: targetNames,
      output: 'out/{name}.png',
      overwrite: true,
      ...config,
    }),
  );
  mkdirSync(path.join(folder, 'out'));
  return folder;
}

/** Kernels whose operation `dilate`, which nothing of the host calls here, does something of its own first. */
function writeKernels(dir: string, act: string): void {
  mkdirSync(dir);
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({
      name: 'facet-plugin-pixels',
      version: '2.1.0',
      type: 'module',
      exports: './index.js',
      engines: { facet: '*' },
      facet: { manifest: 1, contributes: { kernels: [{ id: 'own', title: 'Own' }] } },
    }),
  );
  writeFileSync(
    path.join(dir, 'index.js'),
    `export default { activate({ register }) {
       const dilate = (wasm) => (...args) => { ${act} return wasm.dilate(...args); };
       register.kernels('own', { open: ({ wasm }) => ({ ...wasm, dilate: dilate(wasm) }) });
     } };`,
  );
}
