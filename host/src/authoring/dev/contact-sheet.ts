import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { escapeHtml } from '../../report/format.js';

export interface SheetFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** What one turn of `facet plugin dev` came to. */
export interface SheetContent {
  /** Such as `acme 1.0.0`. */
  readonly plugin: string;
  readonly at: Date;
  readonly failure?: SheetFailure;
  readonly targets: readonly {
    readonly path: string;
    readonly outcome: string;
    readonly warnings: readonly string[];
    readonly error?: SheetFailure;
    /** Pictures of the stages, in order. */
    readonly pictures: readonly string[];
    readonly times: readonly { readonly stage: string; readonly provider: string; readonly ms: number }[];
  }[];
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 1.5rem; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin-top: 2rem; }
.bad { border-left: 4px solid #c62828; padding-left: .8rem; }
.sheet { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; max-width: 24rem; } figcaption { font-size: .85rem; opacity: .75; }
img { max-width: 100%; min-width: 6rem; image-rendering: auto; background: #8884; }
td, th { text-align: left; padding: 0 1rem 0 0; font-weight: normal; }`;

/** A page that holds its pictures and looks for a newer version of itself every two seconds. */
export async function contactSheet({ plugin, at, failure, targets }: SheetContent): Promise<string> {
  const sections: string[] = [];
  for (const target of targets) {
    const figures = await Promise.all(target.pictures.map(figure));
    sections.push(`<h2>${escapeHtml(path.basename(target.path))}: ${escapeHtml(target.outcome)}</h2>
${failed(target.error)}${target.warnings.map((text) => `<p class="bad">${escapeHtml(text)}</p>`).join('')}
<div class="sheet">${figures.join('\n')}</div>
${times(target.times)}`);
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(plugin)}</title>
<style>${style}</style>
<script>setTimeout(() => location.reload(), 2000);</script>
</head>
<body>
<h1>${escapeHtml(plugin)}, ${escapeHtml(at.toTimeString().slice(0, 8))}</h1>
${failed(failure)}${sections.join('\n')}
</body>
</html>
`;
}

async function figure(file: string): Promise<string> {
  const data = (await readFile(file)).toString('base64');
  const name = escapeHtml(path.parse(file).name);
  return `<figure><img src="data:image/png;base64,${data}" alt="${name}"><figcaption>${name}</figcaption></figure>`;
}

function failed(failure: SheetFailure | undefined): string {
  if (!failure) return '';
  const { code, message, remedy } = failure;
  return `<p class="bad"><b>${escapeHtml(code)}</b> ${escapeHtml(message)}${remedy === undefined ? '' : `<br>${escapeHtml(remedy)}`}</p>\n`;
}

function times(rows: SheetContent['targets'][number]['times']): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    ({ stage, provider, ms }) =>
      `<tr><td>${escapeHtml(stage)}</td><td>${escapeHtml(provider)}</td><td>${ms.toFixed(1)} ms</td></tr>`,
  );
  return `<table>${lines.join('')}</table>`;
}
