/**
 * Makes the goldens: what the original implementations answer on two inputs per model, as 64 values spread over each output and
 * two norms; and the whole answers of
 * small models of one operation each (../operations.mjs), which are made when no model is named.
 *
 *   npm install --ignore-scripts --prefix tests/importers/goldens/tools
 *   node tests/importers/goldens/make.mjs <packages> [--tools <folder>] [<model> …]
 *
 * <packages> holds the unpacked npm packages: <packages>/{human,human-models,face-api,nsfwjs,esrgan-slim}/package.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import sharp from 'sharp';
import { operations } from '../operations.mjs';
import { wave } from '../synthetic.mjs';
import { cases, cropped, noise } from './inputs.mjs';
import { models } from './models.mjs';
import { createReference } from './reference.mjs';

const samples = 64;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { tools: { type: 'string', default: here('tools') } },
});
const [packages, ...chosen] = positionals;
if (packages === undefined)
  throw new Error('Name the folder of unpacked npm packages; see the head of this file.');

const reference = await createReference(flags.tools, packages);
const { data, info } = await sharp(here('../../fixtures/astronaut.png'))
  .removeAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });

for (const id of chosen.length > 0 ? chosen : Object.keys(models)) {
  const model = models[id];
  const inputs = {
    noise: noise(model, cases.noise.seed),
    astronaut: cropped(model, { data, width: info.width }, cases.astronaut),
  };
  const golden = { model: id, madeWith: reference.versions, cases: {} };
  for (const [name, input] of Object.entries(inputs)) {
    const outputs = await reference.run(model, input);
    golden.cases[name] = Object.fromEntries(
      // ONNX names hold no slashes or colons, as the converter has it.
      [...outputs].map(([output, { dims, data: values }]) => [
        output.replace(/[/:]/g, '_'),
        summary(dims, values),
      ]),
    );
  }
  await writeGolden(id, golden);
  console.log(id);
}

if (chosen.length === 0) {
  const golden = {};
  for (const [name, operation] of Object.entries(operations)) {
    const { dims, data: values } = await runOperation(reference.tf, operation);
    golden[name] = summary(dims, values);
  }
  await writeGolden('operations', golden);
}

async function runOperation(tf, { input, runs, model: { json, bytes } }) {
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  const files = { modelTopology: json.modelTopology, weightSpecs: specs, weightData: bytes.slice().buffer };
  const source = { load: () => Promise.resolve(files) };
  const x = tf.tensor(wave(input).data, input);
  const net = runs === 'graph' ? await tf.loadGraphModel(source) : await tf.loadLayersModel(source);
  const y = runs === 'graph' ? net.execute({ x }, 'y') : net.predict(x);
  return { dims: y.shape, data: y.dataSync() };
}

async function writeGolden(name, golden) {
  const path = here(`${name}.json`);
  writeFileSync(
    path,
    await prettier.format(JSON.stringify(golden), {
      ...(await prettier.resolveConfig(path)),
      filepath: path,
    }),
  );
}

/** Value i is at floor(i * length / count) of the flat output. */
function summary(dims, values) {
  const count = Math.min(samples, values.length);
  return {
    dims,
    maxAbs: rounded(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
    norm: rounded(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))),
    values: Array.from({ length: count }, (_, i) => rounded(values[Math.floor((i * values.length) / count)])),
  };
}

function rounded(value) {
  return Number(value.toPrecision(8));
}
