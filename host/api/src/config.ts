import type { Kind } from './manifest.js';
import type { InlinePlugin } from './plugin.js';

/**
 * Providers with their options, by kind and name. It is empty here: `facet config types` writes a file that adds those of the bundled plugins and
 * of a project's own, so that editors complete them and the compiler checks them.
 */
export interface ProviderOptions {}

/**
 * Plugins by the names a config may write, with their own options. It is empty here as well, and filled by the same file.
 */
export interface PluginOptions {}

type AnyOptions = Readonly<Record<string, unknown>>;

/** `['facet-plugin-acme', { … }]`: a plugin that is known, with its options, or any while none is. */
type PluginWithOptions<Known> = [keyof Known] extends [never]
  ? readonly [plugin: string | InlinePlugin, options: AnyOptions]
  : | { [Name in keyof Known]: readonly [plugin: Name, options: Known[Name]] }[keyof Known]
    | readonly [plugin: InlinePlugin, options: AnyOptions];

/** A plugin by package name or path, or as an object; as a pair with its own options, which are checked once `PluginOptions` lists it. */
export type PluginUse = string | InlinePlugin | PluginWithOptions<PluginOptions>;

/** Any provider by name, with its options beside it: `'blazeface'` or `{ use: 'blazeface', size: 320 }`. */
export type AnyUse<Host = object> =
  string | ({ readonly use: string } & Host & Readonly<Record<string, unknown>>);

/** A provider of a kind: one that `ProviderOptions` lists, with its own options, or any while it lists none of the kind. */
export type Use<K extends Kind, Host = object> = K extends keyof ProviderOptions
  ? KnownUse<ProviderOptions[K], Host>
  : AnyUse<Host>;

type KnownUse<Known, Host> =
  keyof Known | { [Name in keyof Known]: { readonly use: Name } & Host & Known[Name] }[keyof Known];

export type FaceOrder = 'x' | 'reading' | 'size' | 'score';
export type Device = 'auto' | 'cuda' | 'webgpu' | 'coreml' | 'dml' | 'cpu';

export interface FaceSelection {
  /** Positions after sorting and filtering; all faces when absent. */
  readonly index?: readonly number[];
  /** `x` (default) left to right, `reading` by rows, `size` largest first, `score` most certain first. */
  readonly order?: FaceOrder;
  /** Only faces of the source's gender. */
  readonly sameGender?: boolean;
  readonly gender?: 'female' | 'male';
  /** Only faces of an estimated age in this range, in years; both ends belong to it. */
  readonly age?: { readonly min?: number; readonly max?: number };
  /** Only faces like the one in a picture or checkpoint. */
  readonly reference?: {
    /** A picture, whose left-most face counts, or a face checkpoint. */
    readonly image: string;
    /** The least similarity, 0..1; 0.5 by default, the recognizer's equal-error point. */
    readonly min?: number;
  };
}

/** Compares swapped faces with their source. */
export interface SimilarityCheck {
  /** Score every swapped face; the report has the scores. */
  readonly compute?: boolean;
  /** Discard a result that does not reach the limits; implies `compute`. */
  readonly check?: boolean;
  /** Least similarity to the source as it was used (blended), 0..1; 0 by default. */
  readonly min?: number;
  /** Least similarity to the first source alone, 0..1; 0 by default. */
  readonly minReference?: number;
}

/** How faces are painted anew by the `inpainter` of the config, one after another: the box of the face, and nothing else. */
export interface Inpainting {
  /** 0..1: how far the result may leave the picture; 0 (default) is off. */
  readonly denoise?: number;
  /** `[gender]` stands for man, woman or person; "Portrait of a [gender]" by default. */
  readonly prompt?: string;
  readonly negativePrompt?: string;
  /** 1..150; 20 by default. */
  readonly steps?: number;
  /** `Euler` by default. */
  readonly sampler?: string;
  /** A checkpoint of the inpainter; `Current` (default) is the one it has loaded. */
  readonly model?: string;
  /** -1 (default) leaves it to chance. */
  readonly seed?: number;
}

/** When the faces of a picture are painted anew, once all units are done. */
export type InpaintWhen = 'never' | 'before-upscaling' | 'after-upscaling' | 'after-all';

/** How a unit swaps: what every unit may set, and `unitDefaults` sets for all of them. */
export interface UnitSettings {
  readonly faces?: FaceSelection;
  readonly swapper?: Use<'swapper'>;
  /** Enlarges the swapped crop before it is pasted. */
  readonly upscaler?: Use<'upscaler', { readonly scale?: number }>;
  readonly restorer?: Use<'restorer', { readonly visibility?: number }>;
  /** Match the swapped crop's colours to the target's: `true` is `histogram`. */
  readonly colorCorrection?: boolean | 'histogram' | 'mean-std';
  readonly sharpen?: boolean;
  readonly masks?: readonly Use<'masker'>[];
  /**
   * Gives the pasted face the edge FaceSwapLab gives it, 0..10 times as wide (theirs is 1): eroded and feathered in the picture, in proportion to the face.
   * Absent, the edge is that of the swapper's own mask and of `masks`.
   */
  readonly erosion?: number;
  readonly similarity?: SimilarityCheck;
  /** Paints the unit's target faces anew, before and after the swap. */
  readonly inpaint?: { readonly before?: Inpainting; readonly after?: Inpainting };
}

/** One rule of a run: which source face goes onto which target faces, and how. */
export interface Unit extends UnitSettings {
  /** One picture or face checkpoint, or several pictures. Needed unless there is a `checkpoint`. */
  readonly source?: string | readonly string[];
  /** A face checkpoint, which wins over pictures. */
  readonly checkpoint?: string;
  /** `true` (default): the sources are blended into one face. `false`: one result for each source. */
  readonly blend?: boolean;
  /** Which face of the source picture, left to right, from 0. */
  readonly sourceFace?: number;
}

export interface Postprocess {
  readonly upscaler?: Use<'upscaler', { readonly scale?: number; readonly visibility?: number }>;
  readonly restorer?: Use<'restorer', { readonly visibility?: number }>;
  /** Paints every face of the picture anew; `when` is `never` by default. */
  readonly inpaint?: Inpainting & { readonly when?: InpaintWhen };
}

/** What may differ from target to target. */
export interface TargetConfig {
  readonly detector?: Use<'detector'>;
  readonly detect?: {
    /** Clockwise turns of the picture in which the detector looks for faces, in degrees; `[0]` by default. */
    readonly rotations?: readonly (0 | 90 | 180 | 270)[];
  };
  readonly landmarker?: Use<'landmarker'>;
  readonly recognizer?: Use<'recognizer'>;
  readonly classifier?: Use<'classifier'>;
  /** Paints parts of a picture anew, where `inpaint` asks for it; none by default. */
  readonly inpainter?: Use<'inpainter'>;
  /** Settings of every unit that does not set them itself. */
  readonly unitDefaults?: UnitSettings;
  readonly units?: readonly Unit[];
  readonly postprocess?: Postprocess;
  readonly finishers?: readonly Use<'finisher'>[];
  /** Checks after the content check, in order; each refuses a picture whose score reaches its `threshold`, 0.5 by default. */
  readonly checkers?: readonly Use<'checker', { readonly threshold?: number }>[];
  readonly contentCheck?: {
    /** The score from which a frame is refused, 0.35..0.75. */
    readonly threshold?: number;
  };
  readonly image?: {
    /** 1..100; by default the input's own. */
    readonly quality?: number;
    /** Pixels a picture may have. */
    readonly maxPixels?: number;
  };
}

export interface FacetConfig extends TargetConfig {
  readonly $schema?: string;
  /** `fast`, `balanced`, `quality`, or files relative to this one; later ones win. */
  readonly extends?: string | readonly string[];
  readonly plugins?: readonly PluginUse[];
  readonly device?: Device;
  /** What computes pixels: `wasm` (the default), `reference`, or kernels of a plugin by name. */
  readonly kernels?: Use<'kernels'>;
  readonly engine?: {
    /** Workers, each with its own sessions and memory; 1 by default. */
    readonly workers?: number;
    /** Reads the next target and writes the last result while one is worked on; true by default. */
    readonly overlap?: boolean;
    /** Threads of one inference; 0 leaves it to the inference runtime. */
    readonly threads?: number;
    /** Limit of one stage or hook on one face, in milliseconds; 120000 by default. */
    readonly stageTimeoutMs?: number;
    /** Limit of a plugin's activation, in milliseconds; 10000 by default. */
    readonly activationTimeoutMs?: number;
    /** Limit of a worker's JavaScript heap, in megabytes; pictures and models are not in it. 2048 by default. */
    readonly memoryMb?: number;
    /** What a worker is: a thread, the default, or a process, which also survives crashes of native code. */
    readonly isolate?: 'thread' | 'process';
  };
  /** Files, folders, globs, or `@` and the path of a text file with one of these a line. */
  readonly targets?: string | readonly string[];
  /** A file, a folder, or a template with `{name}`, `{ext}`, `{index}`, `{dir}`, `{source}` and `{unit}`. */
  readonly output?: string;
  readonly overwrite?: boolean;
  /** Skips targets whose result is there already. */
  readonly continue?: boolean;
  /** Copies every target that is changed beside its result. */
  readonly keepOriginal?: boolean;
  /** Where the run report is written. */
  readonly report?: string;
  /** Folder for pictures of what every stage did to each face. */
  readonly inspect?: string;
  /** The server that `facet serve` starts. */
  readonly server?: ServerConfig;
  /** Settings for the targets that match a glob; later ones win. A glob without a slash is matched against the file name. */
  readonly overrides?: readonly {
    readonly files: string | readonly string[];
    readonly config: TargetConfig;
  }[];
}

/** Limits and names of the server; config/facet.schema.json has the defaults. */
export interface ServerConfig {
  /** Any address but this machine's own needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Jobs that run at once. */
  readonly concurrency?: number;
  /** Requests that may wait. */
  readonly queue?: number;
  readonly bodyLimitBytes?: number;
  /** Pixels a picture in a request may have. */
  readonly maxPixels?: number;
  /** Results the units of one request may multiply to. */
  readonly maxResults?: number;
  readonly requestTimeoutMs?: number;
  /** Time running jobs get at shutdown. */
  readonly shutdownMs?: number;
  /** How long results of /v1 jobs are kept. */
  readonly resultMs?: number;
  /** How often a quiet event stream says that it is alive. */
  readonly heartbeatMs?: number;
  /** How long an engine worker without work keeps its models loaded; 120000 by default, 0 loads them for every job. */
  readonly idleMs?: number;
  /** Folder of the face checkpoints requests may name. */
  readonly checkpoints?: string;
  /** Refuse unknown restorers, upscalers and fields instead of using others or none. */
  readonly strict?: boolean;
  /** What to use for a restorer that a request names, such as `{ CodeFormer: { use: 'face-restorer', model: 'file:…' } }`; `none` for nothing. */
  readonly restorers?: Readonly<Record<string, Use<'restorer'>>>;
  /** What to use for an upscaler that a request names; `none` for nothing. */
  readonly upscalers?: Readonly<Record<string, Use<'upscaler'>>>;
  /** The masks of a request with `improved_mask`, such as `box` and `face-parsing`; embedded ones by default. */
  readonly improvedMask?: readonly Use<'masker'>[];
}

/** Types a config file's default export. */
export function defineConfig(config: FacetConfig): FacetConfig {
  return config;
}
