import type { Device, FaceOrder, InpaintWhen } from '@facet/api';
import { contentCheckBounds } from './content-check-bounds.js';
import type { Isolation, Rotation } from './types.js';

/** FaceSwapLab's. */
const inpainting = {
  denoise: 0,
  prompt: 'Portrait of a [gender]',
  negativePrompt: '',
  steps: 20,
  sampler: 'Euler',
  model: 'Current',
  seed: -1,
};

/** What holds when nothing says otherwise; the options of the providers default in their plugins' manifests. */
export const defaults = {
  device: 'auto' as Device,
  kernels: { use: 'wasm' },
  engine: {
    workers: 1,
    overlap: true,
    threads: 0,
    stageTimeoutMs: 120_000,
    activationTimeoutMs: 10_000,
    memoryMb: 2048,
    isolate: 'thread' as Isolation,
  },
  detector: { use: 'blazeface' },
  detect: { rotations: [0 as Rotation] },
  landmarker: { use: 'facemesh' },
  recognizer: { use: 'face-recognition' },
  classifier: { use: 'age-gender' },
  inpainter: { use: 'none' },
  unitDefaults: {
    faces: { order: 'x' as FaceOrder, sameGender: false },
    swapper: { use: 'mesh' },
    upscaler: { use: 'none' },
    restorer: { use: 'none' },
    colorCorrection: false,
    sharpen: false,
    masks: [{ use: 'box' }],
    similarity: { compute: false, check: false, min: 0, minReference: 0 },
    inpaint: { before: inpainting, after: inpainting },
  },
  units: [],
  postprocess: {
    upscaler: { use: 'none' },
    restorer: { use: 'none' },
    inpaint: { when: 'never' as InpaintWhen, ...inpainting },
  },
  finishers: [],
  checkers: [],
  contentCheck: { threshold: contentCheckBounds.default },
  image: { maxPixels: 100_000_000 },
  targets: [],
  output: '{name}-swapped.{ext}',
  overwrite: false,
  continue: false,
  keepOriginal: false,
  overrides: [],
  server: {
    host: '127.0.0.1',
    port: 7860,
    concurrency: 1,
    queue: 64,
    bodyLimitBytes: 64 * 2 ** 20,
    maxPixels: 40_000_000,
    maxResults: 16,
    requestTimeoutMs: 300_000,
    shutdownMs: 10_000,
    resultMs: 600_000,
    heartbeatMs: 15_000,
    idleMs: 120_000,
    checkpoints: 'checkpoints',
    strict: false,
    restorers: {},
    upscalers: { Lanczos: { use: 'lanczos' }, Nearest: { use: 'nearest' }, None: { use: 'none' } },
  },
};

/** What only a unit itself can set. */
export const unitDefaults = { blend: true, sourceFace: 0 } as const;

/** Least similarity of a face to `faces.reference`: the equal-error point of every recognizer. */
export const referenceMin = 0.5;

/** Options of the host beside a `use`, filled in once the provider is known. */
export const useDefaults = { scale: 2, visibility: 1 } as const;

/** The score from which a checker of the config refuses. */
export const checkerThreshold = 0.5;
