import type { Cutout, Cutouts } from './cutouts.js';
import { escapeHtml, milliseconds, number } from './format.js';
import { pageStyle } from './page-style.js';
import type { PairReport, QualityReport } from './records.js';
import { summaryTables } from './summary-tables.js';
import { pairFigures } from './pair-figures.js';

/**
 * The report as one page: pictures embedded, no scripts, no requests to anywhere.
 * @param cutouts Of each pair, in the report's order; `undefined` where nothing was swapped.
 */
export function reportPage(report: QualityReport, cutouts: readonly (Cutouts | undefined)[]): string {
  const { summary, pairs } = report;
  const title = `Quality of ${summary.pairs} face ${summary.pairs === 1 ? 'swap' : 'swaps'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>Facet ${escapeHtml(report.facet)}, ${escapeHtml(report.startedAt.slice(0, 16).replace('T', ' '))} UTC, ${milliseconds(report.ms)}. ${summary.swapped} of ${summary.pairs} swapped${failures(pairs)}.</p>
</header>
<main>
${summaryTables(report)}
<section>
<h2>Pairs</h2>
<ol class="contents">
${pairs.map((pair, i) => `<li><a href="#pair-${i + 1}">${escapeHtml(pair.name)}</a> ${short(pair)}</li>`).join('\n')}
</ol>
</section>
${pairs.map((pair, i) => pairSection(pair, i, cutouts[i])).join('\n')}
</main>
</body>
</html>
`;
}

function failures(pairs: readonly PairReport[]): string {
  const names = new Map<string, number>();
  for (const { outcome } of pairs) {
    if (outcome !== 'written') names.set(outcome, (names.get(outcome) ?? 0) + 1);
  }
  return [...names].map(([outcome, count]) => `, ${count} ${outcome}`).join('');
}

function short({ metrics, outcome }: PairReport): string {
  if (!metrics) return `<span class="bad">${outcome}</span>`;
  const [identity] = metrics.identity;
  const parts = [
    ...(identity ? [`similarity ${number(identity.toSource.similarity)}`] : ['no face found']),
    ...(metrics.seam ? [`seam ${number(metrics.seam.n)}`] : []),
  ];
  return `<span class="muted">${parts.join(', ')}</span>`;
}

function pairSection(pair: PairReport, index: number, cutouts: Cutouts | undefined): string {
  const warnings = [...pair.warnings, ...(pair.error ? [`${pair.error.code}: ${pair.error.message}`] : [])];
  return `<section class="pair" id="pair-${index + 1}">
<h2>${index + 1}. ${escapeHtml(pair.name)}</h2>
${warnings.length > 0 ? `<ul class="warnings">${warnings.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>` : ''}
${cutouts ? pictures(cutouts) : ''}
${pairFigures(pair)}
</section>`;
}

function pictures({ source, face, zooms }: Cutouts): string {
  const picture = (uri: string, caption: string, { width, height }: Cutout): string =>
    `<figure><img src="${uri}" width="${width}" height="${height}" alt="${caption}" loading="lazy"><figcaption>${caption}</figcaption></figure>`;
  return `<div class="pictures">
<figure><img class="source" src="${source}" alt="Source" loading="lazy"><figcaption>Source</figcaption></figure>
${picture(face.before, 'Before', face)}
${picture(face.after, 'After', face)}
</div>
<div class="zooms">
${zooms.map((zoom) => `<div>${picture(zoom.before, `${zoom.title}, before`, zoom)}${picture(zoom.after, `${zoom.title}, after`, zoom)}</div>`).join('\n')}
</div>`;
}
