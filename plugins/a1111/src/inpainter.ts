import type { Image, Images, Inpainter, Kernels, Mask } from '@facet/api';
import { answerUnreadable, answerWrongSize } from './errors.js';
import { postJson } from './post-json.js';
import { img2imgRequest } from './request.js';

/** Options of the inpainter; the manifest holds their ranges and defaults. */
export interface Options {
  readonly url: string;
  readonly timeoutMs: number;
  /** Name of an environment variable; empty for none. */
  readonly authorizationFrom: string;
  readonly maskBlur: number;
  readonly padding: number;
  readonly cfgScale: number;
}

/**
 * Lets a server with the API of AUTOMATIC1111's web UI paint a masked part anew.
 *
 * It throws FacetError `A1111_AUTHORIZATION`, `A1111_UNREACHABLE`, `A1111_TIMEOUT`, `A1111_STATUS`, `A1111_ANSWER` or `A1111_SIZE`.
 */
export function createInpainter(kernels: Kernels, images: Images): Inpainter<Options> {
  const encode = async (width: number, height: number, data: Uint8ClampedArray): Promise<string> =>
    Buffer.from(await images.encodePng({ width, height, data })).toString('base64');

  return {
    async inpaint({ image, mask, ...settings }, { options, signal }): Promise<Image> {
      const { width, height } = image;
      const picture = await encode(width, height, opaque(kernels.readImage(image)));
      const painted = await encode(width, height, gray(kernels, mask));
      const body = img2imgRequest({ picture, mask: painted, width, height }, settings, options);
      const answer = await postJson('/sdapi/v1/img2img', body, options, signal);
      const pixels = await images.decode(firstPicture(answer, options.url)).catch((error: unknown) => {
        throw answerUnreadable(options.url, 'its picture cannot be decoded', error);
      });
      if (pixels.width !== width || pixels.height !== height) {
        throw answerWrongSize(options.url, `${width} x ${height}`, `${pixels.width} x ${pixels.height}`);
      }
      return kernels.importImage(pixels);
    },
  };
}

/** The model has no use for transparency; what a transparent pixel hides would otherwise be lost on the way. */
function opaque(data: Uint8ClampedArray): Uint8ClampedArray {
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return data;
}

/** A mask as a picture: white where the picture is painted. */
function gray(kernels: Kernels, mask: Mask): Uint8ClampedArray {
  const data = new Uint8ClampedArray(mask.width * mask.height * 4);
  kernels.readMask(mask).forEach((value, i) => data.set([value, value, value, 255], 4 * i));
  return data;
}

function firstPicture(answer: unknown, url: string): Uint8Array {
  const { images } = (answer ?? {}) as { readonly images?: unknown };
  const first: unknown = Array.isArray(images) ? images[0] : undefined;
  if (typeof first !== 'string' || first === '') throw answerUnreadable(url, 'it holds no picture');
  return Buffer.from(first.replace(/^data:[^,]*,/, ''), 'base64');
}
