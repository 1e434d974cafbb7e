import type { Hooks } from './hooks.js';
import type { Pixels, Tensor } from './image.js';
import type { KernelBackend } from './kernel-backend.js';
import type { Kernels } from './kernels.js';
import type { Kind, Manifest } from './manifest.js';
import type {
  Checker,
  Classifier,
  Command,
  Detector,
  Finisher,
  Importer,
  Inpainter,
  Landmarker,
  Masker,
  Recognizer,
  Restorer,
  Swapper,
  Upscaler,
} from './providers.js';

/** Values for a model, outside the kernels' memory. */
export interface TensorData {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

export interface ModelPort {
  readonly name: string;
  readonly type: string;
  /** A string or a negative number stands for a size that is open. */
  readonly dims: readonly (number | string)[];
}

/**
 * Inference over the models the plugin's manifest declares, and over files of the user: a model may be named `file:` and a path, as an option of the provider has it
 * (the host makes such paths in a config absolute). The host chooses the device.
 */
export interface Models {
  /** Whether the model is in the cache. Needed for optional models only. */
  has(model: string): Promise<boolean>;
  describe(
    model: string,
  ): Promise<{ readonly inputs: readonly ModelPort[]; readonly outputs: readonly ModelPort[] }>;
  /**
   * Runs a model. The values of the result are fresh copies.
   * @throws FacetError `MODEL_MISSING`, `MODEL_CORRUPT`, `MODEL_FILE_MISSING`, `MODEL_MISMATCH`, `MODEL_RUN`.
   */
  run(
    model: string,
    feeds: Readonly<Record<string, Tensor | TensorData>>,
    outputs?: readonly string[],
  ): Promise<Readonly<Record<string, TensorData & { readonly data: Float32Array }>>>;
}

/** Decoding for plugins that bring pictures of their own. */
export interface Images {
  /** Decodes JPEG, PNG, WebP, AVIF or TIFF into upright sRGB pixels. */
  decode(bytes: Uint8Array): Promise<Pixels>;
  encodePng(pixels: Pixels): Promise<Uint8Array>;
}

type Register<P> = (id: string, provider: P) => void;

/** Registers what the manifest declares, by id. Anything undeclared is refused. */
export interface Registry {
  detector<O>(id: string, provider: Detector<O>): void;
  landmarker<O>(id: string, provider: Landmarker<O>): void;
  recognizer<O>(id: string, provider: Recognizer<O>): void;
  classifier<O>(id: string, provider: Classifier<O>): void;
  swapper<O, S>(id: string, provider: Swapper<O, S>): void;
  masker<O>(id: string, provider: Masker<O>): void;
  restorer<O>(id: string, provider: Restorer<O>): void;
  upscaler<O>(id: string, provider: Upscaler<O>): void;
  inpainter<O>(id: string, provider: Inpainter<O>): void;
  checker<O>(id: string, provider: Checker<O>): void;
  finisher<O>(id: string, provider: Finisher<O>): void;
  importer: Register<Importer>;
  command: Register<Command>;
  kernels<O>(id: string, provider: KernelBackend<O>): void;
}

/** What a plugin gets when it is activated. */
export interface PluginContext {
  readonly plugin: { readonly id: string; readonly version: string };
  /** The plugin's own options: what the config gives, with the manifest's defaults, checked and frozen. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly register: Registry;
  readonly hooks: Hooks;
  readonly kernels: Kernels;
  readonly models: Models;
  readonly images: Images;
  readonly log: { debug(message: string): void; warn(message: string): void };
  /** Called in reverse order when the plugin is disposed of. */
  readonly onDispose: (dispose: () => void | Promise<void>) => void;
}

export interface Plugin {
  activate(ctx: PluginContext): void | Promise<void>;
}

/** A plugin object given in a config file instead of a package name. */
export interface InlinePlugin extends Plugin {
  readonly name: string;
  readonly version: string;
  /** Range of host versions it works with. */
  readonly facet: string;
  readonly manifest: Manifest;
}

/** Types a plugin's default export. */
export function definePlugin<P extends Plugin>(plugin: P): P {
  return plugin;
}

export type { Kind };
