import { Command, Option } from 'commander';
import { faceOrders } from '../../config/choices.js';
import { FlagTree } from '../flag-tree.js';
import { collect, number, positions, range, wholeNumber } from '../parse-options.js';
import type { RunOptions } from './run-options.js';
import { addRunOptions, setRunFlags } from './run-options.js';

export interface SwapOptions extends RunOptions {
  readonly source: readonly string[];
  readonly sourceFace?: number;
  readonly faces?: readonly number[];
  readonly order?: string;
  readonly sameGender?: boolean;
  readonly gender?: string;
  readonly age?: { readonly min?: number; readonly max?: number };
  readonly like?: string;
  readonly likeMin?: number;
  readonly each?: boolean;
  readonly similarity?: boolean;
  readonly minSimilarity?: number;
  readonly minReferenceSimilarity?: number;
  readonly swapper?: string;
  readonly restorer?: string;
  readonly upscaler?: string;
  readonly scale?: number;
  readonly sharpen?: boolean;
  readonly colorCorrection?: boolean;
  readonly erosion?: number;
}

const examples = `
Examples:
  $ facet swap target.jpg --source face.jpg -o out.jpg
  $ facet swap photos/*.jpg --source face.jpg -o swapped/
  $ facet swap party.jpg -s alice-1.jpg -s alice-2.jpg --faces 0,2    blends two pictures of Alice, onto the first and third face from the left
  $ facet swap crowd.jpg -s face.jpg --order size --faces 0           onto the largest face
  $ facet swap photos/*.jpg -s alice.jpg -s bob.jpg --each -o out/    one result for each of the two
  $ facet swap party.jpg -s alice.safetensors --like bob.jpg          a saved face, onto Bob
  $ facet swap photos/*.jpg -s face.jpg -o out/ --continue            goes on where an earlier run ended
  $ facet swap @holiday.txt -s face.jpg -o out/                       the pictures a text file lists, one a line
  $ facet swap target.jpg -s face.jpg --set detector.threshold=0.3    finds fainter faces

Every picture passes the content check before and after the swap. "facet config print" shows every other setting.`;

export function swapCommand(): Command {
  const command = new Command('swap')
    .summary('put a face onto the faces of pictures')
    .description(
      'Puts the face of the source picture onto the faces of the targets. The targets stay as they are; results are new files.',
    )
    .argument('<targets...>', 'pictures, folders, globs, or @list.txt with one of these a line')
    .addOption(
      new Option(
        '-s, --source <face>',
        'picture or face checkpoint with the face to put on; several are blended into one face',
      )
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--source-face <n>', 'which face of the source picture, from the left, from 0').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option(
        '--faces <list>',
        'which target faces, such as 0,2, counted from 0 in the order; all by default',
      ).argParser(positions),
    )
    .addOption(
      new Option(
        '--order <order>',
        'x: left to right, reading: by rows, size: largest first, score: most certain first',
      ).choices(faceOrders),
    )
    .addOption(new Option('--each', 'one result for each source, instead of blending them'))
    .addOption(new Option('--same-gender', "only faces of the source's gender"))
    .addOption(new Option('--gender <gender>', 'only faces of this gender').choices(['female', 'male']))
    .addOption(
      new Option('--age <range>', 'only faces of an estimated age, such as 20-40, 20- or -40').argParser(
        range,
      ),
    )
    .addOption(new Option('--like <face>', 'only faces like the one in this picture or checkpoint'))
    .addOption(new Option('--like-min <0..1>', 'how alike at least; 0.5 by default').argParser(number))
    .addOption(
      new Option('--similarity', 'compare swapped faces with their source, and say how alike they are'),
    )
    .addOption(
      new Option(
        '--min-similarity <0..1>',
        'discard a result that is less like the source than this',
      ).argParser(number),
    )
    .addOption(
      new Option(
        '--min-reference-similarity <0..1>',
        'discard a result that is less like the first source than this',
      ).argParser(number),
    )
    .addOption(new Option('--swapper <name>', 'what puts the face on'))
    .addOption(new Option('--restorer <name>', 'what repairs swapped faces'))
    .addOption(new Option('--sharpen', 'sharpen swapped faces'))
    .addOption(new Option('--color-correction', "match the colours of swapped faces to the target's"))
    .addOption(new Option('--no-color-correction', 'leave their colours'))
    .addOption(
      new Option('--erosion <0..10>', "FaceSwapLab's soft edge, this many times as wide").argParser(number),
    )
    .addOption(new Option('--upscaler <name>', 'what enlarges the whole picture afterwards'))
    .addOption(new Option('--scale <factor>', 'how much, up to 10; 2 by default').argParser(number));
  return addRunOptions(command).addHelpText('after', examples);
}

/** The config tree of `facet swap`: one unit, which takes the place of the config file's. */
export function swapFlags(targets: readonly string[], options: SwapOptions): FlagTree {
  const unit = new FlagTree()
    .set('source', [...options.source], '--source')
    .set('sourceFace', options.sourceFace, '--source-face')
    .set('faces.index', options.faces, '--faces')
    .set('faces.order', options.order, '--order')
    .set('faces.sameGender', options.sameGender, '--same-gender')
    .set('faces.gender', options.gender, '--gender')
    .set('faces.age', options.age, '--age')
    .set('faces.reference.image', options.like, '--like')
    .set('faces.reference.min', options.likeMin, '--like-min')
    .set('blend', options.each === true ? false : undefined, '--each')
    .set('similarity.compute', options.similarity, '--similarity')
    .set('similarity.check', checksSimilarity(options) || undefined, limitFlag(options))
    .set('similarity.min', options.minSimilarity, '--min-similarity')
    .set('similarity.minReference', options.minReferenceSimilarity, '--min-reference-similarity')
    .set('swapper', options.swapper, '--swapper')
    .set('restorer', options.restorer, '--restorer')
    .set('sharpen', options.sharpen, '--sharpen')
    .set('erosion', options.erosion, '--erosion')
    .set(
      'colorCorrection',
      options.colorCorrection,
      options.colorCorrection === false ? '--no-color-correction' : '--color-correction',
    );
  return setRunFlags(new FlagTree(), targets, options)
    .put('units', unit)
    .set('postprocess.upscaler.use', options.upscaler, '--upscaler')
    .set('postprocess.upscaler.scale', options.scale, '--scale');
}

function checksSimilarity(options: SwapOptions): boolean {
  return options.minSimilarity !== undefined || options.minReferenceSimilarity !== undefined;
}

function limitFlag(options: SwapOptions): string {
  return options.minSimilarity === undefined ? '--min-reference-similarity' : '--min-similarity';
}
