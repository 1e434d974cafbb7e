/** The results as a table for people; a ratio above 1 means that the kernel is faster. */
export function table(rows) {
  const rivals = [...new Set(rows.flatMap((row) => Object.keys(row.ratios)))];
  const head = ['kernel', 'size', 'ms', ...rivals, 'target', 'difference'];
  const lines = rows.map((row) => [
    row.kernel,
    row.size,
    milliseconds(row.ms),
    ...rivals.map((rival) => ratio(row.ratios[rival])),
    verdict(row),
    row.difference === undefined ? '' : `${row.difference}`,
  ]);
  return aligned(head, lines);
}

/** The steps of the embedded swapper; a ratio above 1 means that it is faster. */
export function stepTable(rows) {
  const head = ['crop', 'step', 'ms', 'every pixel'];
  return aligned(
    head,
    rows.map(({ size, step, ms, everyPixel }) => [`${size}`, step, milliseconds(ms), ratio(everyPixel)]),
  );
}

function aligned(head, lines) {
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
  const format = (line) =>
    line
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  return [format(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(format)].join('\n');
}

function milliseconds(value) {
  return value < 10 ? value.toFixed(3) : value.toFixed(1);
}

function ratio(value) {
  if (value === undefined) return '';
  return value < 10 ? `${value.toFixed(2)}x` : `${value.toFixed(0)}x`;
}

/** Which of the row's targets were reached, `4.1x of 3x: yes` in short. */
function verdict({ targets = {}, ratios }) {
  return Object.entries(targets)
    .filter(([rival]) => ratios[rival] !== undefined)
    .map(([rival, wanted]) => `${wanted}x ${ratios[rival] >= wanted ? 'met' : 'MISSED'}`)
    .join(', ');
}
