import { escapeHtml, milliseconds, number, percent } from './format.js';
import type { FigureName, QualityReport, Spread } from './records.js';

type Show = (value: number | undefined) => string;

/** What each figure is called, how it is shown, and what it says. */
const rows: readonly (readonly [FigureName, title: string, show: Show, meaning: string])[] = [
  [
    'meshErrorPercent',
    'Mesh error',
    (v) => `${number(v)} %`,
    "distance of the result's mesh from the target's, of the interocular distance",
  ],
  ['seamN', 'Seam n', number, 'step the swap added close to the blend outline, in ΔE'],
  ['seamW', 'Seam w', number, 'cast of colour or light farther inside, in ΔE'],
  ['occluderSeamN', 'Occluder seam n', number, 'the same along what lies in front of the face'],
  ['occluderSeamW', 'Occluder seam w', number, ''],
  ['occluderUnchanged', 'Occluder kept', percent, 'share of its pixels that did not change at all'],
  ['occluderUnchangedOverFace', 'Occluder kept over the face', percent, ''],
  ['sharpness', 'Sharpness', number, "fine detail, as a multiple of the target's"],
  ['changedOutside', 'Changed outside the mask', number, 'pixels; it should be 0'],
  ['ms', 'Time per swap', milliseconds, 'from decoding to encoding'],
];

/** The tables at the top of the page: identity, the other figures, times of the stages, what ran. */
export function summaryTables({ summary, plan }: QualityReport): string {
  const { identity, figures, stages } = summary;
  return `<section>
<h2>Identity</h2>
<div class="scroll"><table>
<thead><tr><th>Recognizer</th><th>Similarity to source, median</th><th>Distance to source, median</th><th>to target</th><th>Nearer the source</th><th>Taken for the source</th></tr></thead>
<tbody>
${identity
  .map(
    (one) =>
      `<tr><th>${escapeHtml(one.recognizer)}</th><td>${number(one.similarityToSource.median)}</td><td>${number(one.distanceToSource.median)}</td><td>${number(one.distanceToTarget.median)}</td><td>${percent(one.nearerSource)}</td><td>${percent(one.takenForSource)}</td></tr>`,
  )
  .join('\n')}
</tbody></table></div>
<p class="muted">Similarity is calibrated: 0.5 is where a recognizer confuses as many strangers as it misses friends.${identity.length === 1 ? ' Only one recognizer had its model here.' : ''}</p>
</section>
<section>
<h2>Figures</h2>
<div class="scroll"><table>
<thead><tr><th>Figure</th><th>Median</th><th>Mean</th><th>90th percentile</th><th>Least</th><th>Most</th><th class="text">Meaning</th></tr></thead>
<tbody>
${rows.map(([name, title, show, meaning]) => figureRow(figures[name], title, show, meaning)).join('')}
</tbody></table></div>
</section>
<section>
<details><summary>Time per stage</summary>
<div class="scroll"><table>
<thead><tr><th>Stage</th><th>Provider</th><th>Median</th><th>Most</th></tr></thead>
<tbody>
${stages.map(({ stage, step, provider, ms }) => `<tr><th>${escapeHtml(step === undefined ? stage : `${stage}: ${step}`)}</th><td class="text">${escapeHtml(provider)}</td><td>${milliseconds(ms.median)}</td><td>${milliseconds(ms.most)}</td></tr>`).join('\n')}
</tbody></table></div></details>
<details><summary>What ran</summary><pre>${escapeHtml(JSON.stringify(plan, null, 2))}</pre></details>
</section>`;
}

function figureRow(spread: Spread | undefined, title: string, show: Show, meaning: string): string {
  if (!spread) return '';
  const { median, mean, p90, least, most } = spread;
  const cells = [median, mean, p90, least, most].map((value) => `<td>${show(value)}</td>`).join('');
  return `<tr><th>${title}</th>${cells}<td class="text muted">${meaning}</td></tr>\n`;
}
