/** Sizes of whole pictures, by the name a person gives them. */
export const sizes = {
  512: { width: 512, height: 512 },
  '1080p': { width: 1920, height: 1080 },
  '4k': { width: 3840, height: 2160 },
};

export const areaOf = ({ width, height }) => width * height;

/** A turn by 12 degrees and a scale, about the middle of both pictures: `a b tx c d ty`, as cv2.warpAffine takes it. */
export function turned(scale, from, to) {
  const cos = Math.cos(0.21) * scale;
  const sin = Math.sin(0.21) * scale;
  const tx = (to.width - cos * from.width - sin * from.height) / 2;
  const ty = (to.height + sin * from.width - cos * from.height) / 2;
  return { a: cos, b: sin, tx, c: -sin, d: cos, ty };
}

export const listed = ({ a, b, tx, c, d, ty }) => [a, b, tx, c, d, ty];

export const onImage = (image, kernels) => ({ output: () => kernels.readImage(image) });

export const onMask = (mask, kernels) => ({ output: () => kernels.readMask(mask) });
