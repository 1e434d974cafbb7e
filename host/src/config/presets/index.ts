import type { FacetConfig } from '@facet/api';
import { balanced } from './balanced.js';
import { fast } from './fast.js';
import { quality } from './quality.js';

/** What `extends` and `--preset` take by name. */
export const presets = { fast, balanced, quality } as const satisfies Readonly<Record<string, FacetConfig>>;

export type PresetName = keyof typeof presets;

export const isPresetName = (name: string): name is PresetName => Object.hasOwn(presets, name);
