const valueOptions = new Set(['-c', '--config', '--set', '--device', '--kernels']);

/**
 * Puts arguments into the form the parser takes: `--faces 0, 2` is one value though the shell made two of it,
 * and what follows `x <command>` belongs to the plugin.
 */
export function arrangeArguments(args: readonly string[]): readonly string[] {
  return passToPlugin(joinFaces(args));
}

function joinFaces(args: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    joined.push(args[at]!);
    if (args[at] !== '--faces' || at + 1 >= args.length) continue;
    let value = args[++at]!;
    while (
      at + 1 < args.length &&
      /^[\d,]+$/.test(args[at + 1]!) &&
      (value.endsWith(',') || args[at + 1]!.startsWith(','))
    ) {
      value += args[++at]!;
    }
    joined.push(value);
  }
  return joined;
}

function passToPlugin(args: readonly string[]): readonly string[] {
  let at = 0;
  while (at < args.length && args[at]!.startsWith('-')) at += valueOptions.has(args[at]!) ? 2 : 1;
  const name = args[at + 1];
  if (args[at] !== 'x' || name === undefined || name.startsWith('-')) return args;
  return [...args.slice(0, at + 1), '--', ...args.slice(at + 1)];
}
