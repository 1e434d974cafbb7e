import { definePlugin, type Importer } from '@facet/api';
import { convertFaceApi } from './face-api/index.js';
import { convertGraphModel } from './tfjs-graph/index.js';
import { convertLayersModel } from './tfjs-layers/index.js';
import { SourceFiles } from './weights/index.js';

type Convert = (files: SourceFiles, options: Readonly<Record<string, unknown>>) => Uint8Array;

/** Converts in a later turn, so that a failure always is a rejection. */
function importer(convert: Convert): Importer {
  return {
    import: (main, files, options) =>
      Promise.resolve().then(() => convert(new SourceFiles(main, files), options)),
  };
}

/** Weights that npm packages ship for TensorFlow.js, turned into ONNX (opset 18, IR 8, NHWC, open batch). */
export default definePlugin({
  activate(ctx) {
    ctx.register.importer(
      'tfjs-graph',
      importer((files) => convertGraphModel(files)),
    );
    ctx.register.importer(
      'tfjs-layers',
      importer((files) => convertLayersModel(files)),
    );
    ctx.register.importer(
      'face-api-weights',
      importer((files, options) => convertFaceApi(files, options.network)),
    );
  },
});
