/**
 * OpenCV compiled to WebAssembly, where it is installed; 13 MB, so Facet does not bring it along:
 *
 *   npm install --no-save --ignore-scripts @techstark/opencv-js@4.12.0-release.1
 */
export async function startOpenCvJs() {
  let cv;
  try {
    ({ default: cv } = await import('@techstark/opencv-js'));
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  // The module has a `then` that gives the module itself, so that awaiting it would never end.
  if (cv.Mat === undefined) await new Promise((ready) => (cv.onRuntimeInitialized = ready));
  const types = { 1: cv.CV_8UC1, 4: cv.CV_8UC4 };
  const matOf = ({ data, shape: [height, width, channels = 1] }) => {
    const mat = new cv.Mat(height, width, types[channels]);
    mat.data.set(data);
    return mat;
  };
  const flags = {
    bilinear: cv.INTER_LINEAR,
    bicubic: cv.INTER_CUBIC,
    lanczos: cv.INTER_LANCZOS4,
    area: cv.INTER_AREA,
  };

  /** The operations of opencv.py as far as this build has them: what gets the inputs and fills `out`. */
  const operations = {
    warp: ({ transform, size, filter, border }, out, [src]) => {
      const matrix = cv.matFromArray(2, 3, cv.CV_64F, transform);
      const edge = border === 'edge' ? cv.BORDER_REPLICATE : cv.BORDER_CONSTANT;
      return () =>
        cv.warpAffine(src, out, matrix, new cv.Size(...size), flags[filter], edge, new cv.Scalar());
    },
    resize:
      ({ size, filter }, out, [src]) =>
      () =>
        cv.resize(src, out, new cv.Size(...size), 0, 0, flags[filter]),
    gauss: ({ kernel, sigma, float }, out, [src]) =>
      float
        ? undefined
        : () => cv.GaussianBlur(src, out, new cv.Size(kernel, kernel), sigma, sigma, cv.BORDER_REPLICATE),
    erode: ({ side }, out, [src]) => morphology(cv.erode, side, out, src),
    dilate: ({ side }, out, [src]) => morphology(cv.dilate, side, out, src),
    unsharp: ({ sigma, amount }, out, [src]) => {
      const colours = new cv.Mat();
      cv.cvtColor(src, colours, cv.COLOR_RGBA2RGB);
      return () => {
        cv.GaussianBlur(colours, out, new cv.Size(0, 0), sigma, sigma, cv.BORDER_REPLICATE);
        cv.addWeighted(colours, 1 + amount, out, -amount, 0, out);
      };
    },
    blend: ({ form }, out, [under, over, mask]) => {
      if (form !== 'cheapest') return undefined;
      const weight = new cv.Mat();
      const planes = new cv.MatVector();
      for (let i = 0; i < 4; i++) planes.push_back(mask);
      cv.merge(planes, weight);
      const rest = new cv.Mat();
      cv.bitwise_not(weight, rest);
      const one = new cv.Mat();
      return () => {
        cv.multiply(over, weight, one, 1 / 255);
        cv.multiply(under, rest, out, 1 / 255);
        cv.add(one, out, out);
      };
    },
  };

  function morphology(operation, side, out, src) {
    const window = cv.Mat.ones(side, side, cv.CV_8U);
    return () => operation(src, out, window);
  }

  return {
    name: 'opencv.js',
    version: /OpenCV (\S+)/.exec(cv.getBuildInformation())?.[1] ?? 'unknown',
    /** Runs the operation, or is undefined where this build has none. What a row made is freed when the process ends. */
    prepare: (op, args, inputs) => {
      const make = operations[op];
      if (make === undefined) return undefined;
      const mats = inputs.map(matOf);
      const out = new cv.Mat();
      const run = make(args, out, mats);
      return run && { run, drop: () => [...mats, out].forEach((mat) => mat.delete()) };
    },
  };
}
