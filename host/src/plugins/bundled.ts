/** Ids of the plugins that come with the host; each is the package `@facet/plugin-<id>`. */
export const bundledPlugins = [
  'importers',
  'mediapipe',
  'face-api',
  'mesh-swap',
  'masks',
  'resample',
  'esrgan',
  'a1111',
  'own-models',
  'content-check',
] as const;

/** The bundled plugin that alone provides the content check. */
export const contentCheckId = 'content-check';

/** The id of its checker, which no other plugin may give to one of its own. */
export const builtInChecker = 'nsfw';

export const bundledPackage = (id: string): string => `@facet/plugin-${id}`;
