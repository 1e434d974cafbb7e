import { picture, pixelInput } from './pictures.mjs';
import { sizes } from './case-parts.mjs';

/** Faces fill about this share of an aligned crop's width. */
const faceShare = 0.6;

const values = (side) => Float32Array.from({ length: 3 * side * side }, (_, i) => (i % 251) / 250);

/** Where a face of `pixels` px in the middle of the frame lands in a crop of `side`. */
function alignment(frame, pixels, side) {
  const scale = (side * faceShare) / pixels;
  const cos = Math.cos(0.12) * scale;
  const sin = Math.sin(0.12) * scale;
  return {
    a: cos,
    b: sin,
    tx: side / 2 - (cos * frame.width + sin * frame.height) / 2,
    c: -sin,
    d: cos,
    ty: side / 2 - (-sin * frame.width + cos * frame.height) / 2,
  };
}

/** The steps of Facet's pipeline around a model, with the frame where it already lies. */
function facetPath(kernels, frame, transform, side, { inset, sigma, sharpen, antialias }) {
  const spec = {
    width: side,
    height: side,
    layout: 'chw',
    order: 'rgb',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  const image = kernels.importImage(frame);
  const input = kernels.createTensor([3, side, side]);
  const output = kernels.createTensor([3, side, side]);
  kernels.tensorView(output).set(values(side));
  const crop = kernels.createImage(side, side);
  const mask = kernels.createMask(side, side);
  return () => {
    kernels.warpToTensor(image, input, transform, spec, 'edge', { antialias });
    kernels.tensorToImage(output, crop, spec);
    if (sharpen) kernels.sharpen(crop, 3, 0.5);
    kernels.drawBox(mask, { x: 0, y: 0, width: side, height: side }, 0);
    kernels.drawBox(
      mask,
      { x: inset * side, y: inset * side, width: side * (1 - 2 * inset), height: side * (1 - 2 * inset) },
      255,
    );
    kernels.feather(mask, sigma * side);
    kernels.paste(image, crop, mask, transform);
  };
}

/** Inset and sigma of the mask, as shares of the crop's side. */
const facefusionMask = { inset: 0.075, sigma: 0.0375 };
/** Erosion by S/10 in all, then a Gaussian over 2 * S/20 + 1 pixels. */
const insightfaceMask = { inset: 0.05, sigma: 0.3 * 0.05 };

const programs = [
  { name: 'FaceFusion', op: 'facefusion', side: 256, target: 10, mask: facefusionMask },
  { name: 'FaceFusion', op: 'facefusion', side: 512, target: 10, mask: facefusionMask },
  { name: 'insightface', op: 'insightface', side: 128, target: 40, mask: insightfaceMask },
  { name: 'FaceSwapLab', op: 'insightface', side: 512, mask: insightfaceMask, sharpen: true },
];

/** The recipes say nothing of averages before a crop is cut out; Facet's pipeline makes them where it shrinks by more than 2. */
function faceCase(label, pixels, { name, op, side, target, mask, sharpen = false }, antialias) {
  const frame = picture(sizes[label].width, sizes[label].height);
  const transform = alignment(frame, pixels, side);
  return {
    kernel: `as ${name}, crop ${side}${antialias ? ', averaged' : ''}`,
    size: `${label}, face ${pixels}`,
    ...(antialias || target === undefined ? {} : { target }),
    make: (kernels) => ({ run: facetPath(kernels, frame, transform, side, { ...mask, sharpen, antialias }) }),
    rivals: {
      opencv: {
        op,
        args: {
          transform: [transform.a, transform.b, transform.tx, transform.c, transform.d, transform.ty],
          side,
          ...(sharpen ? { sharpen } : {}),
        },
        inputs: () => [pixelInput(frame), { data: values(side), shape: [3, side, side] }],
      },
    },
  };
}

/** Everything but the model for one face, as Facet does it and as others do; what shrinks by more than 2 also with averages. */
export function faceCases() {
  return ['1080p', '4k'].flatMap((label) =>
    [300, 900].flatMap((pixels) =>
      programs.flatMap((program) => {
        const shrinks = pixels > 2 * faceShare * program.side;
        return (shrinks ? [false, true] : [false]).map(
          (antialias) => () => faceCase(label, pixels, program, antialias),
        );
      }),
    ),
  );
}
