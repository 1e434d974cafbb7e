import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Color } from '../support/color-faces.ts';
import { colorConfig, drawFaces, red } from '../support/color-faces.ts';
import { tempFolder } from '../support/facet.ts';
import { readFixture, unit } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { post, request, startServer } from './server-process.ts';

/** A finisher that waits while the file `shut` is there, unless it is interrupted. */
const gatePlugin = `{
  name: 'facet-plugin-gate', version: '1.0.0', facet: '*',
  manifest: { manifest: 1, contributes: { finishers: [{ id: 'gate', title: 'Gate' }] } },
  activate(ctx) {
    ctx.register.finisher('gate', { async finish(frame, { signal }) {
      while (existsSync('shut') && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
      return frame;
    } });
  },
}`;

/** A server in the world of coloured squares, where swaps are cheap; while its gate is shut none of them ends. */
export interface GateServer extends ServerProcess {
  shut(): void;
  open(): void;
}

export async function startGateServer(...set: readonly string[]): Promise<GateServer> {
  const cwd = tempFolder();
  const config = colorConfig(`plugins: [...base.plugins, ${gatePlugin}], finishers: ['gate'],`);
  writeFileSync(path.join(cwd, 'facet.config.mjs'), `import { existsSync } from 'node:fs';\n${config}`);
  const args = set.flatMap((one) => ['--set', one]);
  const server = await startServer({ cwd, args, env: { FACET_TRUST: '1' } });
  const gate = path.join(cwd, 'shut');
  return { ...server, shut: () => writeFileSync(gate, ''), open: () => rmSync(gate, { force: true }) };
}

/** A picture with one face of a colour, as base64. */
export async function face(color: Color, width = 128): Promise<string> {
  const file = path.join(tempFolder(), 'face.png');
  return readFileSync(await drawFaces(file, [{ x: 40, y: 30, color }], width, 108)).toString('base64');
}

const target = await face(red);
const source = await face([30, 40, 220]);

/** Asks for one of the cheap swaps. */
export const swap = (server: ServerProcess, signal?: AbortSignal): Promise<Answer> =>
  post(
    `${server.url}/faceswaplab/swap_face`,
    { image: target, units: [{ ...unit, source_img: source }], postprocessing: null },
    {},
    signal,
  );

/** A job with a real swap, in whatever world the server lives. */
export const realJob = {
  pictures: { lisa: readFixture('mona_lisa.jpg'), eileen: readFixture('astronaut.png') },
  job: {
    targets: ['lisa'],
    units: [{ source: 'eileen', swapper: 'mesh' }],
    detector: 'blazeface',
    landmarker: 'facemesh',
    finishers: [],
  },
};

export interface Health {
  readonly running: number;
  readonly waiting: number;
}

export const health = async (server: ServerProcess): Promise<Health> =>
  (await request(`${server.url}/health`)).body as Health;

/** Waits until the server is as busy as that. */
export async function untilBusy(server: ServerProcess, busy: Health): Promise<void> {
  for (;;) {
    const { running, waiting } = await health(server);
    if (running === busy.running && waiting === busy.waiting) return;
  }
}
