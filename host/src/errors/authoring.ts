import { FacetError } from '@facet/api';

/** Codes of the commands for authors of plugins. */
export const authoringCodes = {
  PLUGIN_NAME: { exit: 2, meaning: 'A name given to a new plugin can be neither a package’s nor an id.' },
  PLUGIN_FOLDER: { exit: 2, meaning: 'The folder of a new plugin exists and holds something.' },
  PLUGIN_SCRIPT: { exit: 1, meaning: 'A script of the plugin under work, or npm itself, failed.' },
  PLUGIN_INVALID: { exit: 1, meaning: 'A plugin is not packed because validation found problems in it.' },
} as const;

export const badPluginName = (name: string): FacetError =>
  new FacetError('PLUGIN_NAME', `"${name}" cannot be the name of a plugin.`, {
    remedy:
      'Use lower case letters, digits and hyphens, such as "grain", or a package name such as "@acme/facet-plugin-grain".',
  });

export const pluginFolderTaken = (dir: string): FacetError =>
  new FacetError('PLUGIN_FOLDER', `${dir} exists and is left as it is.`, {
    remedy: 'Choose another name, or remove the folder first.',
    details: { dir },
  });

export const scriptFailed = (command: string, dir: string, exitCode: number | null): FacetError =>
  new FacetError(
    'PLUGIN_SCRIPT',
    `"${command}" failed in ${dir} (${exitCode === null ? 'it was ended by a signal' : `exit code ${exitCode}`}).`,
    { remedy: 'Its own messages stand above; mend what they say and try again.' },
  );

export const npmNotStarted = (dir: string, cause: unknown): FacetError =>
  new FacetError('PLUGIN_SCRIPT', `npm could not be started in ${dir}.`, {
    remedy: 'Install npm, which comes with Node, and see that it is on the PATH.',
    cause,
  });

export const pluginInvalid = (dir: string, problems: readonly string[]): FacetError =>
  new FacetError('PLUGIN_INVALID', `${dir} is not packed: ${problems.join(' ')}`, {
    remedy: 'Mend what "facet plugin validate" names, then pack again.',
    details: { problems: [...problems] },
  });
