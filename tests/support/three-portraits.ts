import sharp from 'sharp';
import { fixture } from './facet.ts';

/** Writes a picture of three faces beside each other on grey, each in a square of `side` pixels at the bottom. */
export async function drawPortraits(
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
  file: string,
): Promise<string> {
  const portraits = await Promise.all(
    ['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'].map((name) =>
      sharp(fixture(name)).resize(side, side, { fit: 'cover', position: 'top' }).png().toBuffer(),
    ),
  );
  await sharp({ create: { width, height, channels: 3, background: '#777' } })
    .composite(
      portraits.map((input, i) => ({
        input,
        left: Math.round(((i + 0.1) * width) / 3),
        top: height - side - 18,
      })),
    )
    .png()
    .toFile(file);
  return file;
}
