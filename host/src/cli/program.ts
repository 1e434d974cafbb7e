import { apiVersion } from '@facet/api';
import { Argument, Command, Option } from 'commander';
import { templateKinds } from '../authoring/templates.js';
import type { TemplateKind } from '../authoring/templates.js';
import { devices, isolations } from '../config/choices.js';
import type { CliIo, CommandContext, GlobalOptions } from './command-context.js';
import { createContext } from './command-context.js';
import { checkConfig } from './commands/config-check.js';
import { initConfig } from './commands/config-init.js';
import { printConfig } from './commands/config-print.js';
import { printSchema } from './commands/config-schema.js';
import { writeTypes } from './commands/config-types.js';
import { doctor } from './commands/doctor.js';
import { facesCommands } from './commands/faces.js';
import { listModels, pullModels, verifyModels } from './commands/models.js';
import { exploreModels } from './commands/models-explore.js';
import { performRun } from './commands/perform-run.js';
import { runPluginCommand } from './commands/plugin-command.js';
import { devPlugin } from './commands/plugin-dev.js';
import type { DevOptions } from './commands/plugin-dev.js';
import { newPlugin } from './commands/plugin-new.js';
import { packPlugin, testPlugin, validatePlugin } from './commands/plugin-check.js';
import { reportCommand, runReport } from './commands/report.js';
import type { ReportOptions } from './commands/report.js';
import type { ListOptions } from './commands/plugins.js';
import { listPlugins, lockPlugins } from './commands/plugins.js';
import type { ConfigRunOptions } from './commands/run.js';
import { runCommand, runFlags } from './commands/run.js';
import { performServe, serveCommand } from './commands/serve.js';
import type { ServeOptions } from './commands/serve.js';
import { swapCommand, swapFlags } from './commands/swap.js';
import type { SwapOptions } from './commands/swap.js';
import type { TrustOptions } from './commands/trust.js';
import { trust } from './commands/trust.js';
import { collect } from './parse-options.js';

const overview = `
Exit codes: 0 done, 1 failed, 2 bad usage or config, 3 refused by the content check, 4 no face matched, 130 interrupted.

Examples:
  $ facet swap target.jpg --source face.jpg -o out.jpg
  $ facet config init && facet run
  $ facet doctor

Settings come from, strongest first: options, --set, --preset, FACET_ variables (FACET_DETECTOR__SIZE=320), the config file, what it extends.
FACET_CACHE is the folder models are kept in; FACET_DEBUG=1 shows where an error came from.`;

type Action = (context: CommandContext) => number | Promise<number>;

/**
 * The command line as a tree of commands.
 * @param done Takes the exit code of the command that ran.
 */
export function createProgram(io: CliIo, done: (exitCode: number) => void): Command {
  const perform = async (command: Command, action: Action): Promise<void> => {
    done(await action(createContext(io, command.optsWithGlobals<GlobalOptions>())));
  };
  const program = addGlobalOptions(new Command('facet'))
    .description(
      'Swaps faces in pictures. What detects, swaps, repairs and enlarges are plugins, chosen in a config file.',
    )
    .version(apiVersion, '--version', 'print the version')
    .addHelpText('after', overview);
  program.addCommand(
    swapCommand().action((targets: string[], options: SwapOptions, command: Command) =>
      perform(command, (context) => performRun(context, swapFlags(targets, options))),
    ),
  );
  program.addCommand(
    runCommand().action((targets: string[], options: ConfigRunOptions, command: Command) =>
      perform(command, (context) => performRun(context, runFlags(targets, options))),
    ),
  );
  program.addCommand(
    reportCommand().action((options: ReportOptions, command: Command) =>
      perform(command, (context) => runReport(context, options)),
    ),
  );
  program.addCommand(facesCommands(perform));
  program.addCommand(
    serveCommand().action((options: ServeOptions, command: Command) =>
      perform(command, (context) => performServe(context, options)),
    ),
  );
  program.addCommand(configCommands(perform));
  program.addCommand(modelCommands(perform));
  program.addCommand(pluginCommands(perform));
  program.addCommand(authoringCommands(perform));
  program
    .command('trust')
    .description("Let a folder's config and plugins run code; facet asks for it the first time.")
    .argument('[folder]', 'the folder; the working folder by default')
    .addOption(new Option('--list', 'list the folders that are trusted').conflicts('revoke'))
    .addOption(new Option('--revoke', 'trust the folder no longer'))
    .action((folder: string | undefined, options: TrustOptions, command: Command) =>
      perform(command, (context) => trust(context, folder, options)),
    );
  program
    .command('doctor')
    .description(
      'Look at everything a run stands on: Node, processor, devices, cache, config, plugins, models.',
    )
    .action((_: object, command: Command) => perform(command, doctor));
  program
    .command('x')
    .description('Run a command that a plugin brings.')
    .argument('<command>', 'its name, plugin/command')
    .argument('[args...]', 'what it takes; --json and the like go before "x"')
    .action((name: string, args: string[], _: object, command: Command) =>
      perform(command, (context) => runPluginCommand(context, name, args)),
    );
  prepare(program);
  return program;
}

type Perform = (command: Command, action: Action) => Promise<void>;

function configCommands(perform: Perform): Command {
  const group = new Command('config').description('Print, check or start a config file.');
  group
    .command('print')
    .description('Print the config as it holds, defaults and all, with absolute paths.')
    .option('--show-origin', 'say where each value comes from')
    .option('--target <path>', 'with the overrides for this target')
    .action((options: { showOrigin?: boolean; target?: string }, command: Command) =>
      perform(command, (context) => printConfig(context, options)),
    );
  group
    .command('check')
    .description('Check the config file, without running anything.')
    .action((_: object, command: Command) => perform(command, checkConfig));
  group
    .command('init')
    .description('Write a config file to start from.')
    .addOption(new Option('--ts', 'facet.config.ts (the default)').conflicts(['yaml']))
    .addOption(new Option('--yaml', 'facet.config.yaml'))
    .addHelpText('after', '\nWith --json it writes facet.config.json.')
    .action((options: { yaml?: boolean }, command: Command) =>
      perform(command, (context) => initConfig(context, { ...options, json: context.options.json === true })),
    );
  group
    .command('schema')
    .description(
      'Print the JSON Schema of a config file for editors, with the options of every plugin it names.',
    )
    .action((_: object, command: Command) => perform(command, printSchema));
  group
    .command('types')
    .description('Write types with which facet.config.ts knows the options of every plugin it names.')
    .option('-o, --out <file>', 'the file; facet-providers.d.ts by default')
    .action((options: { out?: string }, command: Command) =>
      perform(command, (context) => writeTypes(context, options)),
    );
  return group;
}

function modelCommands(perform: Perform): Command {
  const group = new Command('models').description('List, fetch or verify the models that plugins run.');
  group
    .command('list')
    .description('List every model, its state, size and licence.')
    .action((_: object, command: Command) => perform(command, listModels));
  group
    .command('pull')
    .description('Fetch and verify models: all that are not optional, or those named.')
    .argument('[ids...]', 'models to fetch')
    .option('--force', 'fetch what is there already, too')
    .action((ids: string[], options: { force?: boolean }, command: Command) =>
      perform(command, (context) => pullModels(context, ids, options)),
    );
  group
    .command('explore')
    .description('Show the inputs, outputs, operations and weights of a model, or of any ONNX file.')
    .argument('<model>', 'a model by its name, or an .onnx file')
    .action((model: string, _: object, command: Command) =>
      perform(command, (context) => exploreModels(context, model)),
    );
  group
    .command('verify')
    .description('Compare every model in the cache with its hash.')
    .action((_: object, command: Command) => perform(command, verifyModels));
  return group;
}

function pluginCommands(perform: Perform): Command {
  const group = new Command('plugins').description('List plugins and what they contribute.');
  group
    .command('list')
    .description('List every plugin the config knows, the bundled ones included.')
    .option('--hooks', 'list who taps which hook, in order')
    .option('--activate', 'activate every plugin, also those no run with this config would')
    .action((options: ListOptions, command: Command) =>
      perform(command, (context) => listPlugins(context, options)),
    );
  group
    .command('lock')
    .description("Record the versions and hashes of the config's plugins in facet.lock, for --frozen.")
    .action((_: object, command: Command) => perform(command, lockPlugins));
  return group;
}

function authoringCommands(perform: Perform): Command {
  const group = new Command('plugin')
    .description('Write a plugin: start, check, test and pack one.')
    .addHelpText('after', '\nTo see the plugins that a project uses: facet plugins list');
  group
    .command('new')
    .description('Write a package to start from, in a folder of its own. It builds and passes its tests.')
    .addArgument(new Argument('<kind>', 'what it provides').choices(templateKinds))
    .argument('<name>', 'its id, such as "grain", or a package name, such as "@acme/facet-plugin-grain"')
    .action((kind: TemplateKind, name: string, _: object, command: Command) =>
      perform(command, (context) => newPlugin(context, kind, name)),
    );
  const folder = (): Argument => new Argument('[folder]', "the plugin's folder").default('.', 'this folder');
  group
    .command('dev')
    .description(
      'Build the plugin, swap a sample with it and write the face after every stage, again on every change.',
    )
    .addArgument(folder())
    .addOption(
      new Option('-s, --source <face>', 'picture of the face to put on; a sample by default').argParser(
        collect,
      ),
    )
    .addOption(
      new Option('-t, --target <picture>', 'picture to change; a sample by default').argParser(collect),
    )
    .option('-o, --out <folder>', 'where the pictures go, from the plugin; .facet-dev by default')
    .option('--once', 'do it once and end')
    .addHelpText(
      'after',
      '\nRuns the code of the plugin. --set sets options: facet plugin dev --set finishers.0.strength=0.5',
    )
    .action((dir: string, options: DevOptions, command: Command) =>
      perform(command, (context) => devPlugin(context, dir, options)),
    );
  group
    .command('validate')
    .description('Check the manifest, the options, what it registers and what it returns. Runs its code.')
    .addArgument(folder())
    .action((dir: string, _: object, command: Command) =>
      perform(command, (context) => validatePlugin(context, dir)),
    );
  group
    .command('test')
    .description("Run the package's own tests, then validate it.")
    .addArgument(folder())
    .action((dir: string, _: object, command: Command) =>
      perform(command, (context) => testPlugin(context, dir)),
    );
  group
    .command('pack')
    .description('Build and validate it, then write the package file to publish.')
    .addArgument(folder())
    .option('-o, --out <folder>', 'where the file goes; this folder by default')
    .action((dir: string, options: { out?: string }, command: Command) =>
      perform(command, (context) => packPlugin(context, dir, options)),
    );
  return group;
}

function addGlobalOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'config file instead of the one found in this folder or above')
    .option('--no-config', 'read no config file')
    .addOption(
      new Option(
        '--set <path=value>',
        'set a config value, such as detector.size=320; may be repeated',
      ).argParser(collect),
    )
    .addOption(new Option('--device <device>', 'where models run').choices(devices))
    .addOption(
      new Option('--kernels <name>', 'what computes pixels: wasm, reference, or kernels of a plugin'),
    )
    .addOption(
      new Option(
        '--isolate <how>',
        'where plugins run: in a thread, or in a process that native code may crash',
      ).choices(isolations),
    )
    .option('--trust', "run the code of this folder's config and plugins without asking, now and later")
    .option('--frozen', 'fail when a plugin is not the one that facet.lock records')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .option('-q, --quiet', 'say nothing but errors')
    .option('-v, --verbose', 'say more')
    .option('--no-color', 'no colours (they are off anyway where no one looks on)');
}

/** Every command throws instead of ending the process, and its help shows the options of all. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'print this help');
  command.commands.forEach((child) => prepare(child));
}
