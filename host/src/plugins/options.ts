import type { Kind } from '@facet/api';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { contentCheckOptions, invalidOptions, invalidOptionsSchema } from '../errors/plugins.js';
import type { ContributionRef } from './catalogue.js';
import { deepFreeze } from '../config/deep-freeze.js';
import type { DiscoveredPlugin } from './discover.js';
import { describeSchemaErrors } from './schema-sentences.js';

export type Options = Readonly<Record<string, unknown>>;

/** Validates the options of contributions against the schemas their manifests declare, each compiled once. */
export class OptionSchemas {
  readonly #ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
  });
  readonly #compiled = new Map<string, ValidateFunction>();

  /**
   * Compiles every options schema of a plugin.
   * @throws FacetError `PLUGIN_OPTIONS_SCHEMA`.
   */
  check(plugin: DiscoveredPlugin, refs: readonly ContributionRef[]): void {
    for (const ref of refs) this.#compile(ref, plugin.version);
  }

  /**
   * @param raw The options alone, without `use`; it is left as it is.
   * @param where The place in the config, for messages, such as `detector in facet.config.ts`.
   * @returns A copy with defaults filled in, frozen.
   * @throws FacetError `OPTIONS_INVALID`; `PLUGIN_CONTENT_CHECK` for a checker.
   */
  validate(ref: ContributionRef, version: string, raw: Options, where: string): Options {
    const validate = this.#compile(ref, version);
    const options = structuredClone(raw);
    if (validate(options)) return deepFreeze(options);
    const problems = describeSchemaErrors(validate.errors ?? [], raw, 'options').map(
      (problem) => problem.sentence,
    );
    throw ref.kind === 'checker'
      ? contentCheckOptions(where, problems)
      : invalidOptions(ref.kind, ref.name, where, problems);
  }

  #compile(ref: ContributionRef, version: string): ValidateFunction {
    const key: `${Kind}:${string}` = `${ref.kind}:${ref.name}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const schema = {
      type: 'object',
      properties: {},
      additionalProperties: false,
      ...ref.contribution.options,
    };
    try {
      const compiled = this.#ajv.compile(schema);
      // The defaults themselves have to fit, or every use of the contribution would fail.
      const defaults = {};
      if (!compiled(defaults)) {
        const [problem] = describeSchemaErrors(compiled.errors ?? [], defaults, 'options');
        throw new Error(`with defaults alone, ${problem?.sentence ?? 'they break their own schema.'}`);
      }
      this.#compiled.set(key, compiled);
      return compiled;
    } catch (cause) {
      throw invalidOptionsSchema({ id: ref.plugin, version }, ref.kind, ref.id, cause);
    }
  }
}
