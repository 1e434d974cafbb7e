import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent, RunReport } from '../../host/dist/index.js';
import { runJob } from '../../host/dist/index.js';
import { createImages, decodeFile } from '../../host/dist/media/index.js';
import { tempFolder } from './facet.ts';

/*
 * A world in which everything about a face can be read off its pixels: a face is a coloured square on grey. Its identity is its colour, red faces are
 * female and blue ones male, and green is age. The detector `squares` finds them; with `upright: true` only those that are brighter at the top. The landmarker `corners` is
 * surer of those, with `doubt: true`, and warns of the others. The swappers fill the square with the source's colour, in crops of `side` pixels: `paint` from pictures, `identity` from an embedding.
 */
export const colorPlugin = `{
  name: 'facet-plugin-color', version: '1.2.3', facet: '*',
  manifest: { manifest: 1, contributes: {
    detectors: [{ id: 'squares', title: 'Squares', options: { type: 'object', additionalProperties: false,
      properties: { upright: { type: 'boolean', default: false } } } }],
    landmarkers: [{ id: 'corners', title: 'Corners', options: { type: 'object', additionalProperties: false,
      properties: { doubt: { type: 'boolean', default: false } } } }],
    recognizers: [{ id: 'rgb', title: 'RGB' }, { id: 'other', title: 'Other' }],
    classifiers: [{ id: 'hue', title: 'Hue' }],
    swappers: [
      { id: 'paint', title: 'Paint', options: { type: 'object', additionalProperties: false,
        properties: { strength: { type: 'number', default: 1 }, hide: { type: 'boolean', default: false }, side: { type: 'integer', default: 64 }, stripes: { type: 'boolean', default: false } } } },
      { id: 'identity', title: 'Identity' },
    ],
  } },
  activate(ctx) {
    const { kernels, register } = ctx;
    const gray = (r, g, b) => Math.max(r, g, b) - Math.min(r, g, b) < 40;
    const centre = (image, { x, y, width, height }) => {
      const data = kernels.readImage(image);
      const at = 4 * (Math.round(y + height / 2) * image.width + Math.round(x + width / 2));
      return [...data.subarray(at, at + 3)];
    };
    register.detector('squares', { detect: async (frame, { options }) => {
      const data = kernels.readImage(frame);
      const { width, height } = frame;
      const on = (x, y) => { const i = 4 * (y * width + x); return !gray(data[i], data[i + 1], data[i + 2]); };
      const sum = (x, y) => { const i = 4 * (y * width + x); return data[i] + data[i + 1] + data[i + 2]; };
      const seen = new Uint8Array(width * height);
      const found = [];
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
        if (seen[y * width + x] || !on(x, y)) continue;
        let [x0, y0, x1, y1, todo] = [x, y, x, y, [[x, y]]];
        while (todo.length > 0) {
          const [px, py] = todo.pop();
          if (px < 0 || py < 0 || px >= width || py >= height || seen[py * width + px] || !on(px, py)) continue;
          seen[py * width + px] = 1;
          [x0, y0, x1, y1] = [Math.min(x0, px), Math.min(y0, py), Math.max(x1, px), Math.max(y1, py)];
          todo.push([px + 1, py], [px - 1, py], [px, py + 1], [px, py - 1]);
        }
        const cx = Math.round((x0 + x1) / 2);
        if (x1 - x0 < 12 || !on(cx, Math.round((y0 + y1) / 2)) || (options.upright && sum(cx, y0 + 3) <= sum(cx, y1 - 3) + 60)) continue;
        found.push({ box: { x: x0 - 0.5, y: y0 - 0.5, width: x1 - x0 + 1, height: y1 - y0 + 1 }, score: 0.9 });
      }
      return found.sort((p, q) => q.box.y - p.box.y);
    } });
    register.landmarker('corners', { locate: async (frame, { box: { x, y, width, height } }, { options, warn }) => {
      const at = (u, v) => ({ x: x + u * (width - 1), y: y + v * (height - 1) });
      const data = kernels.readImage(frame);
      const sum = ({ x, y }) => { const i = 4 * (Math.round(y) * frame.width + Math.round(x)); return data[i] + data[i + 1] + data[i + 2]; };
      const sure = !options.doubt || sum(at(0.5, 0.1)) > sum(at(0.5, 0.9)) + 60;
      if (!sure) warn('is it one?');
      return {
        ...(options.doubt && { presence: sure ? 1 : 0.5 }),
        landmarks: { five: [at(0.3, 0.3), at(0.7, 0.3), at(0.5, 0.5), at(0.35, 0.75), at(0.65, 0.75)] },
        pose: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
      };
    } });
    const recognizer = (model) => ({
      model,
      embed: async (frame, face) => ({ model, vector: Float32Array.from(centre(frame, face.box), (v) => v / 255) }),
      similarity: (a, b) => Math.max(0, 1 - Math.hypot(...a.map((v, i) => v - b[i]))),
    });
    register.recognizer('rgb', recognizer('color/rgb@1'));
    register.recognizer('other', recognizer('color/other@1'));
    register.classifier('hue', { classify: async (frame, face) => {
      const [r, g, b] = centre(frame, face.box);
      return { gender: r > b ? 'female' : 'male', age: g };
    } });
    const align = ({ box: { x, y, width, height } }, { options: { side = 64 } }) => ({
      width: side, height: side,
      frameToCrop: { a: side / width, b: 0, tx: -x * side / width, c: 0, d: side / height, ty: -y * side / height },
    });
    const fill = (image, color, strength, hide, stripes = false) => {
      const data = kernels.readImage(image);
      for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i] += (color[i % 4] - data[i]) * strength;
      if (stripes) for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i] = ((i >> 2) % image.width) % 4 < 2 ? 0 : 255;
      if (hide) for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i] = 128;
      return kernels.importImage({ width: image.width, height: image.height, data });
    };
    register.swapper('paint', {
      prepare: async (sources) => ({ colors: sources.map(({ image, face }) => Uint8ClampedArray.from(centre(image, face.box))), note: { size: Infinity } }),
      align,
      swap: async ({ crop, source }, { options }) => {
        const mean = [0, 1, 2].map((i) => source.colors.reduce((sum, color) => sum + color[i], 0) / source.colors.length);
        return { image: fill(crop.image, mean, options.strength, options.hide, options.stripes) };
      },
    });
    register.swapper('identity', {
      needs: { embedding: true },
      prepare: async (sources) => ({ color: [...sources[0].face.embedding.vector].map((v) => v * 255) }),
      prepareIdentity: async ({ vector }) => ({ color: [...vector].map((v) => v * 255) }),
      align,
      swap: async ({ crop, source }) => ({ image: fill(crop.image, source.color, 1, false) }),
    });
  },
}`;

export type Color = readonly [number, number, number];
export const red: Color = [220, 30, 40];
export const green: Color = [60, 200, 40];
export const blue: Color = [30, 40, 220];

export interface Square {
  readonly x: number;
  readonly y: number;
  readonly color: Color;
  /** Which side is brighter; none by default. */
  readonly bright?: 'top' | 'right' | 'bottom' | 'left';
}

/** Side of every square in pixels. */
export const side = 48;

/** Writes a picture of squares on grey. */
export async function drawFaces(
  file: string,
  squares: readonly Square[],
  width = 320,
  height = 120,
): Promise<string> {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i] = 128;
  for (const { x, y, color, bright } of squares) {
    for (let v = 0; v < side; v++) {
      for (let u = 0; u < side; u++) {
        const lit = { top: v < 12, right: u >= side - 12, bottom: v >= side - 12, left: u < 12 };
        const lift = bright !== undefined && lit[bright] ? 1 : 0;
        data.set(
          color.map((c) => Math.min(255, c + 30 * lift)),
          4 * ((y + v) * width + x + u),
        );
      }
    }
  }
  writeFileSync(file, await createImages().encodePng({ width, height, data }));
  return file;
}

/** A folder with one picture for each colour, and a picture of the three beside each other: red, green, blue. */
export async function colorWorld(): Promise<{
  readonly folder: string;
  readonly group: string;
  readonly at: (name: string) => string;
}> {
  const folder = tempFolder();
  const at = (name: string): string => path.join(folder, name);
  for (const [name, color] of [
    ['red', red],
    ['green', green],
    ['blue', blue],
  ] as const) {
    await drawFaces(at(`${name}.png`), [{ x: 40, y: 30, color }], 128, 108);
  }
  const group = await drawFaces(at('group.png'), [
    { x: 20, y: 40, color: red },
    { x: 130, y: 20, color: green },
    { x: 240, y: 50, color: blue },
  ]);
  return { folder, group, at };
}

/** Centres of the squares of the group picture, from the left. */
export const places = [
  [44, 64],
  [154, 44],
  [264, 74],
] as const;

/** The start of a config for that world, as code; `more` are further keys. */
export const colorConfig = (more: string): string => `const base = { plugins: [${colorPlugin}] };
export default {
  ...base, device: 'cpu', detector: 'squares', landmarker: 'corners', recognizer: 'rgb',
  classifier: 'hue', unitDefaults: { swapper: 'paint' }, targets: 'group.png', output: 'out.png',
  ${more}
};`;

let runs = 0;

/** Runs a config of that world in its folder. */
export async function runColors(
  folder: string,
  more: string,
  {
    inline = true,
    onEvent = (): void => undefined,
  }: { inline?: boolean; onEvent?: (event: RunEvent) => void } = {},
): Promise<RunReport> {
  // A name of its own, because a module is loaded once.
  const file = `run-${++runs}.config.mjs`;
  writeFileSync(path.join(folder, file), colorConfig(more));
  const io = { signal: new AbortController().signal, onEvent };
  return runJob({ config: { cwd: folder, file, env: { ...process.env } }, inline }, io);
}

/** RGB at a place of a picture. */
export async function pixel(file: string, [x, y]: readonly [number, number]): Promise<readonly number[]> {
  const { data, width } = (await decodeFile(file)).pixels;
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

/** Which of the three colours a place of a picture shows. */
export async function colorAt(file: string, place: readonly [number, number]): Promise<string> {
  const [r, g, b] = await pixel(file, place);
  const named = { red, green, blue };
  for (const [name, [x, y, z]] of Object.entries(named))
    if (Math.hypot(r! - x, g! - y, b! - z) < 25) return name;
  return `${r},${g},${b}`;
}

/** The colours of the three squares, from the left. */
export async function colorsOf(file: string): Promise<readonly string[]> {
  return Promise.all(places.map((place) => colorAt(file, place)));
}
