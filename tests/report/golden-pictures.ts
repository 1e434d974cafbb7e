import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { fixture } from '../support/facet.ts';

/** What a golden pair does to a portrait before it is the target. */
export type Change = 'none' | 'rotated' | 'relit' | 'blurred' | 'small' | 'flipped' | Cover;
/** What lies in front of the face, drawn by code. */
export type Cover = 'hand' | 'glasses' | 'strands' | 'microphone';

/** A portrait, and where its eyes are: the middle between them, and their distance, in pixels. */
export const portraits = {
  astronaut: { file: 'astronaut.png', eyes: { x: 225, y: 103 }, unit: 43 },
  mona: { file: 'mona_lisa.jpg', eyes: { x: 339, y: 252 }, unit: 82 },
  hopper: { file: 'grace_hopper.jpg', eyes: { x: 263, y: 191 }, unit: 88 },
} as const;
export type Portrait = keyof typeof portraits;

export interface GoldenTarget {
  readonly target: string;
  readonly occluder?: string;
}

/** Writes a changed portrait, and the mask of what covers it, into a folder. */
export async function makeTarget(portrait: Portrait, change: Change, folder: string): Promise<GoldenTarget> {
  const { file } = portraits[portrait];
  mkdirSync(folder, { recursive: true });
  const target = path.join(folder, `${portrait}-${change}.png`);
  const picture = sharp(fixture(file)).removeAlpha();
  switch (change) {
    case 'none':
      await picture.png().toFile(target);
      return { target };
    case 'rotated':
      await picture.rotate(20, { background: '#777' }).png().toFile(target);
      return { target };
    case 'relit':
      await picture.recomb(warmLight).gamma(1.4).png().toFile(target);
      return { target };
    case 'blurred':
      await picture.blur(2).png().toFile(target);
      return { target };
    case 'small': {
      const { width } = await picture.metadata();
      await picture
        .resize(Math.round(width / 2))
        .png()
        .toFile(target);
      return { target };
    }
    case 'flipped':
      await picture.flop().png().toFile(target);
      return { target };
    default:
      return coverFace(portrait, change, target);
  }
}

/** Evening light: red stays, green and blue fall. */
const warmLight: [[number, number, number], [number, number, number], [number, number, number]] = [
  [1, 0, 0],
  [0, 0.8, 0],
  [0, 0, 0.6],
];

async function coverFace(portrait: Portrait, cover: Cover, target: string): Promise<GoldenTarget> {
  // The host reads no SVG and blocks its loader for the whole process, which other tests may share with this one.
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  const { file, eyes, unit } = portraits[portrait];
  const { width, height } = await sharp(fixture(file)).metadata();
  const drawing = (shapes: string): Buffer =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="translate(${eyes.x} ${eyes.y}) scale(${unit})">${shapes}</g></svg>`,
    );
  const { painted, solid } = covers[cover];
  await sharp(fixture(file))
    .removeAlpha()
    .composite([{ input: drawing(painted) }])
    .png()
    .toFile(target);
  // Only what is fully covered counts: the soft pixels along an edge show the face, too.
  const { data } = await sharp(drawing(solid))
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const occluder = target.replace(/\.png$/, '-mask.png');
  const mask = data.map((alpha) => (alpha === 255 ? 255 : 0));
  writeFileSync(
    occluder,
    await sharp(mask, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer(),
  );
  return { target, occluder };
}

const finger = (x: number): string =>
  `<rect x="${x}" y="0.75" width="0.34" height="2" rx="0.17" transform="rotate(-14 ${x} 1.7)"/>`;
const hand = [0.35, 0.72, 1.09, 1.46].map(finger).join('');
const frames =
  '<g fill="none" stroke-width="0.13"><ellipse cx="-0.52" cy="0.06" rx="0.42" ry="0.32"/><ellipse cx="0.52" cy="0.06" rx="0.42" ry="0.32"/><path d="M-0.12 0 Q0 -0.1 0.12 0 M-0.94 0 L-1.5 -0.12 M0.94 0 L1.5 -0.12"/></g>';
const strand = (x: number, bend: number): string =>
  `<path d="M${x} -1.3 Q${x + bend} -0.3 ${x - 0.1} 1.1" fill="none" stroke-width="0.07"/>`;
const strands = [-0.95, -0.8, -0.66, 0.86].map((x, i) => strand(x, 0.1 + 0.06 * i)).join('');

const microphone =
  '<circle cx="0.15" cy="1.35" r="0.38"/><rect x="0.0" y="1.6" width="0.3" height="2" rx="0.1"/>';

/** Lengths in distances between the eyes, from the middle between them; the same shapes in colour and as a mask. */
const covers: Readonly<Record<Cover, { readonly painted: string; readonly solid: string }>> = {
  hand: {
    painted: `<defs><linearGradient id="skin"><stop offset="0" stop-color="#c68a67"/><stop offset="0.5" stop-color="#e3ae8c"/><stop offset="1" stop-color="#b87a58"/></linearGradient></defs><g fill="url(#skin)">${hand}</g>`,
    solid: `<g fill="#fff">${hand}</g>`,
  },
  glasses: { painted: `<g stroke="#1c1a1a">${frames}</g>`, solid: `<g stroke="#fff">${frames}</g>` },
  strands: { painted: `<g stroke="#2b1d14">${strands}</g>`, solid: `<g stroke="#fff">${strands}</g>` },
  microphone: { painted: `<g fill="#222">${microphone}</g>`, solid: `<g fill="#fff">${microphone}</g>` },
};
