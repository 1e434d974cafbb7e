import path from 'node:path';

/**
 * Whether a glob matches an absolute path. `*` and `?` stay within a folder, `**` crosses folders, `[a-z]` and
 * `{jpg,png}` are alternatives. A glob without a slash is matched against the file name, others are relative to `from`.
 */
export function matchesGlob(file: string, glob: string, from: string): boolean {
  const slashed = file.replaceAll(path.sep, '/');
  if (!glob.includes('/')) return expression(glob).test(slashed.slice(slashed.lastIndexOf('/') + 1));
  if (path.isAbsolute(glob)) return expression(glob).test(slashed);
  // The folder is literal, whatever characters are in it.
  const relative = path.relative(from, file).replaceAll(path.sep, '/');
  return expression(path.posix.normalize(glob)).test(relative);
}

function expression(glob: string): RegExp {
  let source = '';
  let braces = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!;
    const set = /^\[(!?)([^\]/]+)\]/.exec(glob.slice(at));
    if (glob.startsWith('**/', at)) {
      source += '(?:[^/]*/)*';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      source += '.*';
      at++;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (set) {
      source += `[${set[1] === '!' ? '^/' : ''}${set[2]!.replaceAll(/[\\^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (char === '{' && glob.includes('}', at)) {
      source += '(?:';
      braces++;
    } else if (char === '}' && braces > 0) {
      source += ')';
      braces--;
    } else if (char === ',' && braces > 0) source += '|';
    else if (char === '\\' && at + 1 < glob.length) source += escape(glob[++at]!);
    else source += escape(char);
  }
  return new RegExp(`^${source}$`);
}

const escape = (char: string): string => char.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
