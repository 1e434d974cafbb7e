export type StarterFormat = 'ts' | 'json' | 'yaml';

/** What `facet config init` writes. */
export const starterFiles: Readonly<Record<StarterFormat, string>> = {
  ts: `import { defineConfig } from '@facet/api';

export default defineConfig({
  // fast, balanced or quality, or a file of your own; "facet config print --show-origin" shows what it sets.
  extends: 'balanced',

  // auto takes the best device there is; a device you name must work.
  device: 'auto',

  // The swaps, in order: which face goes onto which faces.
  units: [
    {
      source: 'face.jpg', // several pictures of one person are blended: ['a.jpg', 'b.jpg']
      faces: { order: 'x' }, // left to right; index: [0, 2] picks some of them, sameGender: true filters
      colorCorrection: false,
      sharpen: false,
    },
  ],

  // Files, folders or globs, and where results go. Paths are relative to this file.
  targets: 'photos/*.jpg',
  output: 'swapped/{name}-swapped.{ext}',

  // The score from which a picture is refused, 0.35..0.75. The check itself always runs.
  contentCheck: { threshold: 0.6 },

  // Settings for some of the targets.
  // overrides: [{ files: 'crowd-*.jpg', config: { detector: { use: 'blazeface', threshold: 0.3 } } }],
});
`,
  json: `{
  // fast, balanced or quality, or a file of your own; "facet config print --show-origin" shows what it sets.
  "extends": "balanced",

  // auto takes the best device there is; a device you name must work.
  "device": "auto",

  // The swaps, in order: which face goes onto which faces.
  "units": [{ "source": "face.jpg", "faces": { "order": "x" }, "colorCorrection": false, "sharpen": false }],

  // Files, folders or globs, and where results go. Paths are relative to this file.
  "targets": "photos/*.jpg",
  "output": "swapped/{name}-swapped.{ext}",

  // The score from which a picture is refused, 0.35..0.75. The check itself always runs.
  "contentCheck": { "threshold": 0.6 },
}
`,
  yaml: `# fast, balanced or quality, or a file of your own; "facet config print --show-origin" shows what it sets.
extends: balanced

# auto takes the best device there is; a device you name must work.
device: auto

# The swaps, in order: which face goes onto which faces.
units:
  - source: face.jpg # several pictures of one person are blended: [a.jpg, b.jpg]
    faces:
      order: x # left to right; index: [0, 2] picks some of them, sameGender: true filters
    colorCorrection: false
    sharpen: false

# Files, folders or globs, and where results go. Paths are relative to this file.
targets: photos/*.jpg
output: swapped/{name}-swapped.{ext}

# The score from which a picture is refused, 0.35..0.75. The check itself always runs.
contentCheck:
  threshold: 0.6
`,
};
