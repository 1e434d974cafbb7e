import { createKernels } from '@facet/core-wasm';
import {
  kinds,
  pluralOf,
  type Call,
  type Checker,
  type Classifier,
  type Detection,
  type Detector,
  type Face,
  type Image,
  type JsonSchema,
  type Kind,
  type Landmarker,
  type Manifest,
  type Models,
  type Pixels,
  type Plugin,
  type PluginContext,
  type Recognizer,
  type Tensor,
  type TensorData,
} from '@facet/api';
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import sharp, { type Sharp } from 'sharp';
import { declaredModels, modelPath } from '../support/models.ts';

const folders = ['mediapipe', 'face-api', 'content-check'] as const;

/** The providers of the face plugins, activated over real kernels and real models without the host, so that a test sees nothing else. */
export async function openFaceBench(backend: 'wasm' | 'reference' = 'wasm') {
  const kernels = await createKernels(backend);
  const sessions = new Map<string, Promise<ort.InferenceSession>>();
  const open = (id: string): Promise<ort.InferenceSession> => {
    const session =
      sessions.get(id) ??
      modelPath(id).then((file) => ort.InferenceSession.create(file, { intraOpNumThreads: 1 }));
    sessions.set(id, session);
    return session;
  };
  // Optional models come from large packages: tests do without them.
  const missing = new Set(
    [...declaredModels].flatMap(([id, { declaration }]) => (declaration.optional === true ? [id] : [])),
  );
  const models: Models = {
    has: (id) => Promise.resolve(!missing.has(id)),
    async describe(id) {
      const { inputMetadata, outputMetadata } = await open(id);
      const ports = (list: typeof inputMetadata) =>
        list.map((port) => ({ name: port.name, type: 'float32', dims: port.isTensor ? port.shape : [] }));
      return { inputs: ports(inputMetadata), outputs: ports(outputMetadata) };
    },
    async run(id, feeds, outputs) {
      const session = await open(id);
      const read = (value: Tensor | TensorData): Float32Array =>
        'data' in value ? (value.data as Float32Array) : kernels.readTensor(value);
      const inputs = Object.entries(feeds).map(([name, value]): [string, ort.Tensor] => [
        name,
        new ort.Tensor('float32', read(value), value.dims),
      ]);
      const results = await session.run(Object.fromEntries(inputs), [...(outputs ?? session.outputNames)]);
      return Object.fromEntries(
        Object.entries(results).map(([name, { dims, data }]) => [
          name,
          { dims, data: Float32Array.from(data as Float32Array) },
        ]),
      );
    },
  };

  const providers = new Map<string, unknown>();
  const register = Object.fromEntries(
    (['detector', 'landmarker', 'recognizer', 'classifier', 'masker', 'checker'] satisfies Kind[]).map(
      (kind) => [kind, (id: string, provider: unknown) => providers.set(id, provider)],
    ),
  );
  for (const folder of folders) {
    const { default: plugin } = (await import(`../../plugins/${folder}/dist/index.js`)) as {
      default: Plugin;
    };
    await plugin.activate({ register, kernels, models } as unknown as PluginContext);
  }

  return {
    kernels,
    /** Models that `models.has` denies. */
    missing,
    warnings: [] as string[],
    detector: <O>(id: string) => providers.get(id) as Detector<O>,
    landmarker: <O>(id: string) => providers.get(id) as Landmarker<O>,
    recognizer: (id: string) => providers.get(id) as Recognizer,
    classifier: <O>(id: string) => providers.get(id) as Classifier<O>,
    checker: (id: string) => providers.get(id) as Checker,
    provider: (id: string) => providers.get(id),
    /** The call of a provider, with the defaults its manifest declares. */
    call(id: string, options: object = {}, signal = new AbortController().signal): Call<never> {
      return {
        options: { ...defaultsOf(id), ...options } as never,
        signal,
        warn: (text) => this.warnings.push(text),
        time: (_, work) => work(),
      };
    },
    /** Runs `work` on a picture and frees everything it made. */
    async withPicture<T>(picture: string | Pixels, work: (image: Image) => Promise<T>): Promise<T> {
      const pixels = typeof picture === 'string' ? await readPixels(picture) : picture;
      const mark = kernels.mark();
      try {
        return await work(kernels.importImage(pixels));
      } finally {
        kernels.release(mark);
      }
    },
    detect(image: Image, options: object = {}): Promise<readonly Detection[]> {
      return this.detector('blazeface').detect(image, this.call('blazeface', options));
    },
    /** Every face of a picture, with its mesh. */
    async faces(image: Image): Promise<Face[]> {
      const faces: Face[] = [];
      for (const [id, { box, score, five }] of (await this.detect(image)).entries()) {
        const detection = five ? { box, score, five } : { box, score };
        const found = await this.landmarker('facemesh').locate(image, detection, this.call('facemesh'));
        if (found) faces.push({ id, box, score, ...found });
      }
      return faces;
    },
    async close(): Promise<void> {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

export type FaceBench = Awaited<ReturnType<typeof openFaceBench>>;

/** Upright RGBA pixels of a picture file, or of a step of sharp's. */
export async function readPixels(source: string | Sharp): Promise<Pixels> {
  const picture = typeof source === 'string' ? sharp(source).rotate() : source;
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Pixels as a picture that sharp can work on. */
export function toSharp({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

function defaultsOf(id: string): Record<string, unknown> {
  const contributions = folders.flatMap((folder) => {
    const file = new URL(`../../plugins/${folder}/package.json`, import.meta.url);
    const { facet } = JSON.parse(readFileSync(file, 'utf8')) as { facet: Manifest };
    const { contributes = {} } = facet;
    return kinds.flatMap((kind) => contributes[pluralOf(kind)] ?? []);
  });
  const options = contributions.find((contribution) => contribution.id === id)?.options as
    { properties?: Record<string, JsonSchema> } | undefined;
  return Object.fromEntries(
    Object.entries(options?.properties ?? {}).map(([name, { default: value }]) => [name, value]),
  );
}
