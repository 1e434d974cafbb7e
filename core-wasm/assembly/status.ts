/** What every kernel returns. The TypeScript side has checked the arguments; a kernel only guards against an empty picture. */
export const DONE: i32 = 0;
export const EMPTY: i32 = 1;

/** Whether a buffer lies inside the memory with its spare bytes; checked by the debug build. */
export function holds(pointer: usize, bytes: usize): bool {
  return (pointer & 15) === 0 && <u64>pointer + <u64>bytes + 16 <= (<u64>memory.size() << 16);
}
