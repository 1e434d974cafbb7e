import { isOwnModel, resolveOwnModel } from '../models/own-model.js';

/**
 * The same config with the paths of models of the user, which are options of providers that begin with `file:`, made absolute.
 * @param absolute A path as it is written at a place of the config.
 */
export function resolveModelPaths<T>(
  config: T,
  absolute: (path: string, at: readonly string[]) => string,
): T {
  const visit = (value: unknown, at: readonly string[], isOption: boolean): unknown => {
    if (typeof value === 'string')
      return isOption && isOwnModel(value) ? resolveOwnModel(value, (path) => absolute(path, at)) : value;
    if (Array.isArray(value))
      return value.map((one: unknown, index) => visit(one, [...at, String(index)], isOption));
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value;
    const inside = isOption || 'use' in value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, visit(one, [...at, key], inside)]),
    );
  };
  return visit(config, [], false) as T;
}
