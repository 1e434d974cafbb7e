/** Rows as text with aligned columns, two spaces apart, without trailing space. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A size for people: `3.4 MB` of 3 400 000 bytes. */
export function megabytes(sizeBytes: number): string {
  return sizeBytes < 1e5 ? `${Math.ceil(sizeBytes / 1000)} kB` : `${(sizeBytes / 1e6).toFixed(1)} MB`;
}
