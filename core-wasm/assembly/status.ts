/** What every kernel returns. The TypeScript side has checked the arguments; a kernel only guards against an empty picture. */
export const DONE: i32 = 0;
export const EMPTY: i32 = 1;
