import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Runs the original of a model: TensorFlow.js on its plain JavaScript backend, and face-api's own code for its networks.
 *
 * `tf` is the library itself.
 *
 * @param {string} tools Folder whose node_modules hold tools/package.json's dependencies
 * @param {string} packages Folder of unpacked npm packages, <packages>/<name>/package
 */
export async function createReference(tools, packages) {
  const require = createRequire(join(tools, 'package.json'));
  const tf = require('@tensorflow/tfjs');
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  await tf.setBackend('cpu');

  const runners = {
    graph: async (model, x) => {
      const net = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts(packages, model)) });
      const names = net.outputs.map((output) => output.name.replace(/:0$/, '')).sort();
      const found = [net.execute(x, names)].flat();
      return new Map(names.map((name, i) => [name, found[i]]));
    },
    layers: async (model, x) => {
      const net = await tf.loadLayersModel({ load: () => Promise.resolve(artifacts(packages, model)) });
      return new Map([[net.outputNames[0], net.predict(x)]]);
    },
    SsdMobilenetv1: async (model, x) => {
      const { boxes, scores } = await (await network(model)).forward(x);
      return new Map([
        ['boxes', tf.stack(boxes)],
        ['scores', tf.stack(scores)],
      ]);
    },
    FaceRecognitionNet: async (model, x) =>
      new Map([['descriptor', await (await network(model)).forward(x)]]),
    AgeGenderNet: async (model, x) => new Map(Object.entries(await (await network(model)).forward(x))),
  };

  async function network(model) {
    const net = new faceapi[model.runs]();
    const name = {
      SsdMobilenetv1: 'ssd_mobilenetv1',
      FaceRecognitionNet: 'face_recognition',
      AgeGenderNet: 'age_gender',
    };
    const path = join(
      packages,
      model.package,
      'package',
      model.main,
      `${name[model.runs]}_model-weights_manifest.json`,
    );
    const [group] = JSON.parse(readFileSync(path, 'utf8'));
    const bytes = Buffer.concat(group.paths.map((file) => readFileSync(join(dirname(path), file))));
    net.loadFromWeightMap(tf.io.decodeWeights(Uint8Array.from(bytes).buffer, group.weights));
    return net;
  }

  return {
    tf,
    versions: { tfjs: tf.version.tfjs },
    /** @returns {Promise<Map<string, { dims: number[], data: Float32Array }>>} the outputs by their ONNX names */
    async run(model, values) {
      const x = tf.tensor4d(values, [1, ...model.size, 3]);
      const outputs = await runners[model.runs](model, x);
      return new Map(
        [...outputs].map(([name, tensor]) => [name, { dims: tensor.shape, data: tensor.dataSync() }]),
      );
    },
  };
}

/** The files as TensorFlow.js wants them; modules are run here, so that the importers' reading of them is checked. */
function artifacts(packages, { package: name, main }) {
  const path = join(packages, name, 'package', main);
  const require = createRequire(path);
  const json = main.endsWith('.js') ? require(path) : JSON.parse(readFileSync(path, 'utf8'));
  const files = json.weightsManifest.flatMap((group) => group.paths).map((file) => join(dirname(path), file));
  const bytes = files.map((file) =>
    main.endsWith('.js') ? Buffer.from(require(`${file}.min.js`), 'base64') : readFileSync(file),
  );
  return {
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: Uint8Array.from(Buffer.concat(bytes)).buffer,
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata,
  };
}
