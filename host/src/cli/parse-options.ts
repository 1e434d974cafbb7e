import { InvalidArgumentError } from 'commander';

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new InvalidArgumentError('It must be a whole number from 0.');
  return Number(text);
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A range such as `20-40`, `20-` or `-40`. */
export function range(text: string): { readonly min?: number; readonly max?: number } {
  const [, min = '', max = ''] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(text) ?? [];
  if (min === '' && max === '') {
    throw new InvalidArgumentError('It must be a range such as 20-40, 20- or -40.');
  }
  return { ...(min !== '' && { min: Number(min) }), ...(max !== '' && { max: Number(max) }) };
}

/** Positions such as `0,2` or `0, 2`, each once, in the order given. */
export function positions(text: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => !/^\d+$/.test(part))) {
    throw new InvalidArgumentError('It must be positions from 0, separated by commas, such as 0,2.');
  }
  return [...new Set(parts.map(Number))];
}
