import type { FacetError, JsonSchema } from '@facet/api';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import {
  contentCheckOptions,
  invalidOptions,
  invalidOptionsSchema,
  invalidPluginOptions,
  invalidPluginOptionsSchema,
} from '../errors/plugins.js';
import { contentCheckId } from './bundled.js';
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
    this.#compileOwn(plugin);
    for (const ref of refs) this.#compileContribution(ref, plugin.version);
  }

  /**
   * The same as {@link validate} for the options of a plugin itself.
   * @throws FacetError `OPTIONS_INVALID`.
   */
  validateOwn(plugin: DiscoveredPlugin, raw: Options, where: string): Options {
    const validate = this.#compileOwn(plugin);
    const options = structuredClone(raw);
    if (validate(options)) return deepFreeze(options);
    throw invalidPluginOptions(plugin, where, sentencesOf(validate, raw));
  }

  /**
   * @param raw The options alone, without `use`; it is left as it is.
   * @param where The place in the config, for messages, such as `detector in facet.config.ts`.
   * @returns A copy with defaults filled in, frozen.
   * @throws FacetError `OPTIONS_INVALID`; `PLUGIN_CONTENT_CHECK` for the content check.
   */
  validate(ref: ContributionRef, version: string, raw: Options, where: string): Options {
    const validate = this.#compileContribution(ref, version);
    const options = structuredClone(raw);
    if (validate(options)) return deepFreeze(options);
    const problems = sentencesOf(validate, raw);
    throw ref.plugin === contentCheckId
      ? contentCheckOptions(where, problems)
      : invalidOptions(ref.kind, ref.name, where, problems);
  }

  #compileContribution(ref: ContributionRef, version: string): ValidateFunction {
    return this.#compile(`${ref.kind}:${ref.name}`, ref.contribution.options, (cause) =>
      invalidOptionsSchema({ id: ref.plugin, version }, ref.kind, ref.id, cause),
    );
  }

  #compileOwn(plugin: DiscoveredPlugin): ValidateFunction {
    return this.#compile(plugin.id, plugin.manifest.options, (cause) =>
      invalidPluginOptionsSchema(plugin, cause),
    );
  }

  #compile(
    key: string,
    declared: JsonSchema | undefined,
    failure: (cause: unknown) => FacetError,
  ): ValidateFunction {
    const known = this.#compiled.get(key);
    if (known) return known;
    const schema = { type: 'object', properties: {}, additionalProperties: false, ...declared };
    try {
      const compiled = this.#ajv.compile(schema);
      // The defaults themselves have to fit, or every use would fail.
      const defaults = {};
      if (!compiled(defaults)) {
        const [problem] = describeSchemaErrors(compiled.errors ?? [], defaults, 'options');
        throw new Error(`with defaults alone, ${problem?.sentence ?? 'they break their own schema.'}`);
      }
      this.#compiled.set(key, compiled);
      return compiled;
    } catch (cause) {
      throw failure(cause);
    }
  }
}

const sentencesOf = ({ errors }: ValidateFunction, raw: Options): readonly string[] =>
  describeSchemaErrors(errors ?? [], raw, 'options').map((problem) => problem.sentence);
