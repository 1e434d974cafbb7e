import path from 'node:path';
import type { Gender } from '@facet/api';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { FacesReport } from '../engine-port.js';
import { FlagTree } from '../flag-tree.js';
import { positions, wholeNumber } from '../parse-options.js';
import { megabytes } from '../table.js';

type Perform = (
  command: Command,
  action: (context: CommandContext) => number | Promise<number>,
) => Promise<void>;

interface FacesOptions {
  readonly detector?: string;
  readonly rotations?: readonly number[];
  readonly annotate?: string;
  readonly output?: string;
  readonly overwrite?: boolean;
  readonly upscaler?: string;
  readonly restorer?: string;
  readonly name?: string;
  readonly gender?: string;
  readonly sourceFace?: number;
  readonly swapper?: string;
  /** `false` with `--no-texture`. */
  readonly texture?: boolean;
  /** `true` without a portrait. */
  readonly preview?: boolean | string;
}

/** `facet faces`: look at, cut out, compare and save faces. */
export function facesCommands(perform: Perform): Command {
  const group = new Command('faces').description('Find, cut out, compare or save faces.');
  const add = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .argument('<images...>', 'pictures')
      .option('--detector <name>', 'what finds faces')
      .addOption(
        new Option('--rotations <list>', 'clockwise turns to look in, such as 0,90,180,270').argParser(
          positions,
        ),
      );
  const annotated = (command: Command): Command =>
    command.option('--annotate <folder>', 'write copies there with a numbered box around every face');
  for (const action of ['detect', 'analyze'] as const) {
    const what =
      action === 'detect'
        ? 'List the faces of pictures.'
        : 'Say everything that is known of the faces of pictures.';
    annotated(add(action, what)).action((images: string[], options: FacesOptions, command: Command) =>
      perform(command, (context) => look(context, action, images, options)),
    );
  }
  add('extract', 'Write every face as a picture of its own, <name>-<n>.png.')
    .option('-o, --output <folder>', 'where they go; here by default')
    .option('--upscaler <name>', 'enlarge small faces with this')
    .option('--restorer <name>', 'repair faces with this')
    .option('--overwrite', 'replace files that exist')
    .action((images: string[], options: FacesOptions, command: Command) =>
      perform(command, (context) => extract(context, images, options)),
    );
  group
    .command('compare')
    .description(
      'Say how alike the left-most faces of two pictures are: 1 the same, 0.5 undecided, 0 different people.',
    )
    .argument('<first>', 'a picture or face checkpoint')
    .argument('<second>', 'another one')
    .action((first: string, second: string, _: object, command: Command) =>
      perform(command, (context) => compare(context, first, second)),
    );
  add(
    'build',
    'Save a face from pictures as a checkpoint (.safetensors), which FaceSwapLab and ReActor read too.',
  )
    .requiredOption('--name <name>', 'its name; letters, digits, "_" and "." stay')
    .option('-o, --output <folder>', 'where it goes; here by default')
    .addOption(
      new Option('--gender <gender>', 'instead of the estimate')
        .choices(['auto', 'female', 'male'])
        .default('auto'),
    )
    .addOption(
      new Option('--source-face <n>', 'which face of the first picture, from the left, from 0').argParser(
        wholeNumber,
      ),
    )
    .option('--swapper <name>', 'the swapper it is prepared for')
    .option('--no-texture', 'keep the identity alone, in about 2 kB; the embedded swapper cannot use it')
    .option(
      '--preview [portrait]',
      'write a picture beside it: the face on a portrait of yours, or on the one (of a woman) that comes with Facet',
    )
    .option('--overwrite', 'replace the checkpoint of that name, instead of numbering')
    .action((images: string[], options: FacesOptions, command: Command) =>
      perform(command, (context) => build(context, images, options)),
    );
  return group;
}

async function look(
  context: CommandContext,
  action: 'detect' | 'analyze',
  images: readonly string[],
  options: FacesOptions,
): Promise<number> {
  const annotate = options.annotate === undefined ? {} : { annotate: absolute(context, options.annotate) };
  const request = { action, images: images.map((image) => absolute(context, image)), ...annotate };
  return sayPictures(context, await call(context, request, lookFlags(options)));
}

async function extract(
  context: CommandContext,
  images: readonly string[],
  options: FacesOptions,
): Promise<number> {
  const flags = lookFlags(options)
    .set('postprocess.upscaler.use', options.upscaler ?? 'none', '--upscaler')
    .set('postprocess.restorer.use', options.restorer ?? 'none', '--restorer');
  const request = {
    action: 'extract' as const,
    images: images.map((image) => absolute(context, image)),
    folder: absolute(context, options.output ?? '.'),
    overwrite: options.overwrite ?? false,
  };
  return sayPictures(context, await call(context, request, flags));
}

async function compare(context: CommandContext, first: string, second: string): Promise<number> {
  const images = [absolute(context, first), absolute(context, second)] as const;
  const report = await call(context, { action: 'compare', images }, new FlagTree());
  context.terminal.line((report.similarity ?? 0).toFixed(3));
  context.terminal.document(report);
  return 0;
}

async function build(
  context: CommandContext,
  images: readonly string[],
  options: FacesOptions,
): Promise<number> {
  const { terminal } = context;
  const unit = new FlagTree()
    .set('source', [...images], 'the image arguments')
    .set('sourceFace', options.sourceFace, '--source-face')
    .set('swapper', options.swapper, '--swapper');
  const gender: Gender | undefined =
    options.gender === 'female' || options.gender === 'male' ? options.gender : undefined;
  const request = {
    action: 'build' as const,
    name: options.name ?? '',
    folder: absolute(context, options.output ?? '.'),
    texture: options.texture !== false,
    overwrite: options.overwrite ?? false,
    preview: options.preview !== undefined && options.preview !== false,
    ...(typeof options.preview === 'string' && { portrait: absolute(context, options.preview) }),
    ...(gender && { gender }),
  };
  const report = await call(context, request, lookFlags(options).put('units', unit));
  const { checkpoint } = report;
  if (checkpoint) {
    const about = [
      megabytes(checkpoint.bytes),
      checkpoint.gender,
      checkpoint.age === undefined ? undefined : `about ${Math.round(checkpoint.age)}`,
      checkpoint.swapper === undefined ? 'identity alone' : `for ${checkpoint.swapper}`,
    ];
    terminal.note(`written  ${checkpoint.path}  (${about.filter((part) => part !== undefined).join(', ')})`);
  }
  terminal.document(report);
  return 0;
}

type Request = Parameters<Awaited<ReturnType<CommandContext['engine']>>['faces']>[0]['request'];

async function call(context: CommandContext, request: Request, flags: FlagTree): Promise<FacesReport> {
  return (await context.engine()).faces({ config: await context.request(flags), request }, context.call);
}

function lookFlags(options: FacesOptions): FlagTree {
  return new FlagTree()
    .set('detector', options.detector, '--detector')
    .set('detect.rotations', options.rotations, '--rotations');
}

/** The exit code is 4 when no picture shows a face. */
function sayPictures({ terminal }: CommandContext, report: FacesReport): number {
  const { pictures = [] } = report;
  for (const { path: file, faces, outputs } of pictures) {
    terminal.line(`${file}: ${faces.length} face${faces.length === 1 ? '' : 's'}`);
    for (const { index, box, score, gender, age } of faces) {
      const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round);
      const who = [gender, age === undefined ? undefined : `about ${Math.round(age)}`].filter(
        (part) => part !== undefined,
      );
      const tail = who.length === 0 ? '' : `, ${who.join(', ')}`;
      terminal.line(`  ${index}: x ${x}, y ${y}, ${width} x ${height} px, score ${score.toFixed(2)}${tail}`);
    }
    for (const output of outputs) terminal.note(`  written  ${output}`);
  }
  terminal.document(report);
  return pictures.some(({ faces }) => faces.length > 0) ? 0 : 4;
}

function absolute({ cwd }: CommandContext, file: string): string {
  return path.resolve(cwd, file);
}
