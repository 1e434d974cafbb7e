import type { Detection, Embedding, Face, Gender, Landmarks, Pose } from './face.js';
import type { Affine } from './geometry.js';
import type { Crop, Image, Mask } from './image.js';
import type { KernelBackend } from './kernel-backend.js';
import type { TemplateName } from './templates.js';

/** What every provider method gets as its last argument. */
export interface Call<Options = Readonly<Record<string, unknown>>> {
  /** The contribution's options, validated against its schema, defaults filled in, frozen. */
  readonly options: Options;
  /** Aborted when the user or a limit ends the run; check it between long steps. */
  readonly signal: AbortSignal;
  /** Adds a sentence to the run report, under this stage and face. */
  warn(message: string): void;
  /** Does a part of the stage's work; the run report adds up the time of each such step under the stage. */
  time<T>(step: string, work: () => T): T;
}

/** Finds faces in a frame. */
export interface Detector<O = Readonly<Record<string, unknown>>> {
  detect(frame: Image, call: Call<O>): Promise<readonly Detection[]>;
}

export interface LandmarkResult {
  readonly landmarks: Landmarks;
  /** 0..1. */
  readonly presence?: number;
  readonly pose?: Pose;
}

/** Refines a detection into landmarks. `undefined` says that there is no face after all. */
export interface Landmarker<O = Readonly<Record<string, unknown>>> {
  locate(frame: Image, detection: Detection, call: Call<O>): Promise<LandmarkResult | undefined>;
}

/** Turns a face into an identity vector. */
export interface Recognizer<O = Readonly<Record<string, unknown>>> {
  /** Stands in every embedding it makes; change it when vectors of two versions cannot be compared. */
  readonly model: string;
  embed(frame: Image, face: Face, call: Call<O>): Promise<Embedding>;
  /**
   * Calibrated likeness of two of its embeddings: 1 the same picture, 0.5 the model's equal-error point, 0 clearly different people.
   */
  similarity(a: Float32Array, b: Float32Array): number;
}

export interface Attributes {
  /** Years. */
  readonly age?: number;
  readonly gender?: Gender;
}

/** Tells age and gender. */
export interface Classifier<O = Readonly<Record<string, unknown>>> {
  classify(frame: Image, face: Face, call: Call<O>): Promise<Attributes>;
}

/** A source picture and the face in it that a unit asked for. */
export interface SourceFace {
  readonly image: Image;
  readonly face: Face;
}

/** Where a model wants a face: the size of its crop in pixels and how the frame maps onto it. */
export interface Alignment {
  readonly width: number;
  readonly height: number;
  readonly frameToCrop: Affine;
  readonly template?: TemplateName;
}

export interface SwapInput<Source> {
  /** The target face, cut out as `align` asked. */
  readonly crop: Crop;
  /** The target face; coordinates in frame pixels. */
  readonly face: Face;
  /** What `prepare` returned for the unit's source. */
  readonly source: Source;
}

export interface SwapResult {
  /** The crop with the new face, in crop coordinates and at the crop's size or a whole multiple of it. */
  readonly image: Image;
  /** Where the new face lies, at the size of the crop; it is combined with the unit's masks by minimum. */
  readonly mask?: Mask;
}

/** Puts a source face onto a target face. */
export interface Swapper<O = Readonly<Record<string, unknown>>, Source = unknown> {
  /** Which face data it needs: the host runs the recognizer only when a stage asks for it. */
  readonly needs?: { readonly embedding?: boolean; readonly mesh468?: boolean };
  /**
   * The form of what `prepare` returns, 1 where none is given. Count it up when later code cannot read what earlier code made: a saved face of another
   * form is refused before the run.
   */
  readonly sourceFormat?: number;
  /** Digests the source once per run. The result must be plain data outside the kernels' memory (it can be sent to another thread). */
  prepare(sources: readonly SourceFace[], call: Call<O>): Promise<Source>;
  /**
   * Digests a saved identity that has no picture, such as a FaceSwapLab checkpoint; it is one of the recognizer the run uses.
   * A swapper without it needs pictures, or a checkpoint that keeps what its `prepare` made.
   */
  prepareIdentity?(identity: Embedding, call: Call<O>): Promise<Source>;
  /** Where it wants the target face. */
  align(face: Face, call: Call<O>): Alignment;
  swap(input: SwapInput<Source>, call: Call<O>): Promise<SwapResult>;
}

export interface MaskInput {
  /** The target's own crop, before the swap. */
  readonly crop: Crop;
  /** The swapped crop. */
  readonly swapped: Image;
  /** The target face; coordinates in frame pixels. */
  readonly face: Face;
}

/** Says which pixels of a crop take the swap. Several maskers are combined by minimum. */
export interface Masker<O = Readonly<Record<string, unknown>>> {
  /** A mask of the crop's size. */
  mask(input: MaskInput, call: Call<O>): Promise<Mask>;
}

/** Repairs a face. The host aligns the face as `align` asks, and blends and pastes the result. */
export interface Restorer<O = Readonly<Record<string, unknown>>> {
  align(face: Face, call: Call<O>): Alignment;
  /** A picture of the crop's size. */
  restore(crop: Crop, call: Call<O>): Promise<Image>;
}

/** Enlarges a picture. */
export interface Upscaler<O = Readonly<Record<string, unknown>>> {
  /** The factor a single pass gives; absent when it reaches any size at once. */
  readonly factor?: number;
  /** A picture of exactly `width` x `height`; with a `factor`, the host asks for that multiple and does the rest. */
  upscale(image: Image, width: number, height: number, call: Call<O>): Promise<Image>;
}

export interface InpaintInput {
  readonly image: Image;
  /** 255 where the picture is painted anew. */
  readonly mask: Mask;
  readonly prompt: string;
  readonly negativePrompt: string;
  /** 0..1: how far the result may leave the picture. */
  readonly denoise: number;
  readonly steps: number;
  /** How the server of a diffusion model calls it, such as `Euler`. */
  readonly sampler: string;
  /** A checkpoint of the diffusion model; `Current` is the one that is loaded. */
  readonly model: string;
  /** -1 leaves it to chance. */
  readonly seed: number;
  readonly face?: Face;
}

/** Paints a masked part of a picture anew. */
export interface Inpainter<O = Readonly<Record<string, unknown>>> {
  /** A picture of the same size. */
  inpaint(input: InpaintInput, call: Call<O>): Promise<Image>;
}

export interface CheckResult {
  /** How likely the frame must be refused, 0..1. */
  readonly score: number;
  /** The checker's own figures, for the report and for the message of a refusal. */
  readonly details?: Readonly<Record<string, number>>;
}

/**
 * Judges every source, target and result after the host's content check, which it neither replaces nor weakens. The host refuses a frame whose score reaches
 * the threshold that the config gives the checker, 0.5 by default.
 */
export interface Checker<O = Readonly<Record<string, unknown>>> {
  check(frame: Image, call: Call<O>): Promise<CheckResult>;
}

/** The last change to a frame before it is encoded. */
export interface Finisher<O = Readonly<Record<string, unknown>>> {
  finish(frame: Image, call: Call<O>): Promise<Image>;
}

/** Turns weights of another format into ONNX. */
export interface Importer {
  /**
   * @param main Path of the main file in `files`.
   * @param files Every declared file by its path.
   * @returns The ONNX file. The same input must give the same bytes on every machine.
   */
  import(
    main: string,
    files: ReadonlyMap<string, Uint8Array>,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Uint8Array>;
}

/** A command of its own: `facet x <plugin>/<id> …`. */
export interface Command {
  /** @returns The exit code. */
  run(
    args: readonly string[],
    io: { print(line: string): void; readonly signal: AbortSignal },
  ): Promise<number>;
}

/** The provider type of each kind. */
export interface Providers {
  detector: Detector<never>;
  landmarker: Landmarker<never>;
  recognizer: Recognizer<never>;
  classifier: Classifier<never>;
  swapper: Swapper<never, never>;
  masker: Masker<never>;
  restorer: Restorer<never>;
  upscaler: Upscaler<never>;
  inpainter: Inpainter<never>;
  checker: Checker<never>;
  finisher: Finisher<never>;
  importer: Importer;
  command: Command;
  kernels: KernelBackend<never>;
}
