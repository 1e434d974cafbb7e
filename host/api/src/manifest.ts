/** The kinds of provider a plugin can contribute. */
export const kinds = [
  'detector',
  'landmarker',
  'recognizer',
  'classifier',
  'swapper',
  'masker',
  'restorer',
  'upscaler',
  'inpainter',
  'checker',
  'finisher',
  'importer',
  'command',
  'kernels',
] as const;

export type Kind = (typeof kinds)[number];

/** The key of a kind under `contributes` in the manifest. */
export type KindPlural = `${Exclude<Kind, 'kernels'>}s` | 'kernels';

/** The key of a kind under `contributes` in the manifest: its plural. */
export function pluralOf(kind: Kind): KindPlural {
  return kind === 'kernels' ? kind : `${kind}s`;
}

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Contribution {
  /** Unique within the plugin; its full name is `<plugin>/<id>`. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** JSON Schema of the options as an object; every property needs a default. */
  readonly options?: JsonSchema;
  /** Ids of the models it runs, from this manifest. They must be in the cache before the contribution is used. */
  readonly models?: readonly string[];
}

/** A file inside a model's source. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface ModelDeclaration {
  readonly id: string;
  readonly title?: string;
  /**
   * Where the weights come from: `npm:<package>@<exact version>#<path>`, `https://…`, or `file:<path relative to the manifest>`.
   * The main file is what the importer reads first; `companions` are the files beside it, named from the same root.
   */
  readonly source: string;
  /** Subresource integrity of the npm tarball; required for `npm:`. */
  readonly integrity?: string;
  /** SHA-256 (hex) and size in bytes of the main file. */
  readonly sha256: string;
  readonly bytes: number;
  readonly companions?: readonly ModelFile[];
  /** The importer that turns the files into ONNX; absent when the main file is ONNX already. */
  readonly importer?: string;
  readonly importOptions?: Readonly<Record<string, unknown>>;
  /** SHA-256 and size of the ONNX file the importer makes; required with `importer`. */
  readonly onnx?: { readonly sha256: string; readonly bytes: number };
  /** SPDX expression, or `LicenseRef-…`. */
  readonly license: string;
  readonly attribution?: string;
  /** An optional model is pulled only when asked for by name. */
  readonly optional?: boolean;
}

/** The `facet` field of a plugin's package.json. */
export interface Manifest {
  readonly manifest: 1;
  /** The plugin's id; by default the package name without scope and without a leading `plugin-` or `facet-plugin-`. */
  readonly id?: string;
  readonly title?: string;
  /** Whether the plugin taps hooks: it is then activated at the start of every run. */
  readonly hooks?: boolean;
  /** Other plugins by their ids, with the range of versions it works with: they are activated before this one. */
  readonly requires?: Readonly<Record<string, string>>;
  /** The codes of its own that errors of the plugin carry, each with a sentence that says when: for the documentation. */
  readonly errors?: Readonly<Record<string, string>>;
  /** JSON Schema of the plugin's own options as an object; every property needs a default. */
  readonly options?: JsonSchema;
  readonly contributes?: Readonly<Partial<Record<KindPlural, readonly Contribution[]>>> & {
    readonly models?: readonly ModelDeclaration[];
  };
}
