import { stat } from 'node:fs/promises';
import path from 'node:path';
import { modelMissing } from '../../errors/models.js';
import { unknownModel } from '../../errors/run.js';
import { suggest } from '../../config/suggest.js';
import type { ExploredModel } from '../../models/explore/explore-model.js';
import { exploreModel } from '../../models/explore/explore-model.js';
import type { GraphPort } from '../../models/explore/read-onnx.js';
import type { CommandContext } from '../command-context.js';
import { megabytes, table } from '../table.js';

/** `facet models explore`: inputs, outputs, operations and weights of a model, by its name or as an ONNX file. */
export async function exploreModels(context: CommandContext, model: string): Promise<number> {
  const { terminal } = context;
  const explored = await exploreModel(await fileOf(context, model));
  for (const line of describe(explored)) terminal.line(line);
  terminal.document(explored);
  return 0;
}

/** A file wins over a model of that name. */
async function fileOf(context: CommandContext, model: string): Promise<string> {
  const file = path.resolve(context.cwd, model);
  const isFile = await stat(file).then(
    (status) => status.isFile(),
    () => false,
  );
  if (isFile || model.endsWith('.onnx')) return file;
  const { models } = await (await context.engine()).inspect(await context.request(), context.call);
  const names = models.flatMap(({ plugin, id }) => [id, `${plugin}/${id}`]);
  const found = models.filter(({ plugin, id }) => id === model || `${plugin}/${id}` === model);
  const [only] = found;
  if (!only || found.length > 1) throw unknownModel(model, suggest(model, names), names);
  if (only.status === 'missing') throw modelMissing(only.id, only.file);
  return only.file;
}

function describe(model: ExploredModel): readonly string[] {
  const { initializers, parameters } = model;
  const opsets = model.opsets.map(({ domain, version }) => `${domain} ${version}`).join(', ');
  return [
    ...table([
      ['file', model.file],
      ['size', megabytes(model.bytes)],
      ['SHA-256', model.sha256],
      ['opset', opsets],
      ['IR', String(model.ir)],
      ['made by', model.producer || 'not said'],
      ['weights', `${initializers.length} initializers, ${parameters} values`],
    ]),
    '',
    'inputs',
    ...table(model.inputs.map(port)),
    '',
    'outputs',
    ...table(model.outputs.map(port)),
    '',
    'operations',
    ...table(model.ops.map(({ op, count }) => ['', String(count), op])),
  ];
}

function port({ name, type, dims }: GraphPort): readonly string[] {
  return ['', name, type, dims ? `[${dims.join(', ')}]` : 'any shape'];
}
