/** The config tree that flags make, with the flag that made each part of it. Flags that were not given leave no trace. */
export class FlagTree {
  readonly tree: Record<string, unknown> = {};
  readonly names: Record<string, string> = {};

  /** Sets the value of a flag at a dotted path; objects on the way are made, arrays are not. */
  set(path: string, value: unknown, flag: string): this {
    if (value === undefined) return this;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let node = this.tree;
    for (const key of keys) node = (node[key] ??= {}) as Record<string, unknown>;
    node[last] = value;
    this.names[path] = flag;
    return this;
  }

  /** Takes over the flags of another tree under a path. */
  put(path: string, flags: FlagTree): this {
    this.tree[path] = [flags.tree];
    for (const [inner, flag] of Object.entries(flags.names)) this.names[`${path}.0.${inner}`] = flag;
    return this;
  }
}
