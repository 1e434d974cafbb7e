import path from 'node:path';
import { cosmiconfig } from 'cosmiconfig';
import { parse } from 'jsonc-parser';

const moduleExtensions = ['ts', 'mts', 'js', 'mjs', 'cjs'];
const dataExtensions = ['json', 'yaml', 'yml'];

/** The names a config file can have, in the order they are looked for. */
export const configFileNames: readonly string[] = [
  ...[...moduleExtensions, ...dataExtensions].map((extension) => `facet.config.${extension}`),
  'package.json',
  '.facetrc',
  ...[...dataExtensions, ...moduleExtensions].map((extension) => `.facetrc.${extension}`),
];

/** The search alone: the files are read by `readConfigFile`, which knows their lines. */
const found = (): Record<string, never> => ({});

/** In package.json, `facet` with `manifest` declares a plugin and is no config. */
function packageConfig(file: string, text: string): unknown {
  if (path.basename(file) !== 'package.json') return found();
  const content = parse(text) as { facet?: { manifest?: unknown } } | undefined;
  return content?.facet === undefined || content.facet.manifest !== undefined ? {} : { facet: found() };
}

/** The config file of the project `cwd` lies in: it looks in `cwd` and above, up to the folder with a package.json. */
export async function findConfigFile(cwd: string): Promise<string | undefined> {
  const explorer = cosmiconfig('facet', {
    searchPlaces: [...configFileNames],
    searchStrategy: 'project',
    mergeImportArrays: false,
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: {
      ...Object.fromEntries(
        [...moduleExtensions, ...dataExtensions].map((extension) => [`.${extension}`, found]),
      ),
      '.json': packageConfig,
      noExt: found,
    },
  });
  return (await explorer.search(cwd))?.filepath;
}
