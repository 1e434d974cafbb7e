/** sharp (libvips) in this process, with one thread. It decodes and encodes raw pixels, as a caller of sharp has to. */
export async function startSharp() {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  const raw = ({ data, shape: [height, width, channels = 1] }) =>
    sharp(data, { raw: { width, height, channels } });
  const filters = { bilinear: 'linear', bicubic: 'cubic', lanczos: 'lanczos3' };

  /** What sharp has of the operations that opencv.py knows. Warps into a given rectangle and area means it has not. */
  const operations = {
    resize: ([src], { size: [width, height], filter }) =>
      filters[filter] && (() => raw(src).resize(width, height, { kernel: filters[filter], fit: 'fill' })),
    gauss: ([src], { sigma, float }) => (float ? undefined : () => raw(src).blur(sigma)),
    erode: ([src], { side }) => morphology(src, 'erode', side),
    dilate: ([src], { side }) => morphology(src, 'dilate', side),
    unsharp:
      ([src], { sigma }) =>
      () =>
        raw(src).sharpen({ sigma }),
    blend: ([under, over, mask], { form }) => {
      if (form !== 'cheapest') return undefined;
      const [height, width] = over.shape;
      const input = over.data.map((value, i) => (i % 4 === 3 ? mask.data[i >> 2] : value));
      return () => raw(under).composite([{ input, raw: { width, height, channels: 4 } }]);
    },
  };

  function morphology(src, operation, side) {
    return () => raw(src)[operation](Math.floor(side / 2));
  }

  return {
    name: 'sharp',
    version: sharp.versions.sharp,
    /** Runs the operation, or is undefined where sharp has none. */
    prepare: (op, args, inputs) => {
      const pipeline = operations[op]?.(inputs, args);
      return pipeline && { run: () => pipeline().raw().toBuffer(), drop: () => undefined };
    },
  };
}
