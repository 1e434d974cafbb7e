import path from 'node:path';
import type { CommandContext } from '../command-context.js';
import type { RunEvent, RunReport } from '../engine-port.js';
import { printFailure } from '../failure.js';
import type { FlagTree } from '../flag-tree.js';
import { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** Runs a job, shows how far it is, and says what became of every target. */
export async function performRun(context: CommandContext, flags: FlagTree): Promise<number> {
  const { terminal, cwd } = context;
  const engine = await context.engine();
  const progress = new Progress(terminal);
  progress.update('Loading plugins and models');
  let done = '';
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'diagnostic') {
      terminal.diagnostic(event);
    } else if (event.type === 'target') {
      done = `[${event.index + 1}/${event.count}] `;
      progress.update(`${done}${event.outcome}  ${path.basename(event.path)}`);
    } else {
      const face = event.face === undefined ? '' : `, face ${event.face}`;
      // The terminal cuts off the end, so the path comes last.
      progress.update(`${done}${event.stage}${face}  ${path.basename(event.target)}`);
    }
  };
  let report: RunReport;
  try {
    report = await engine.runJob(
      { config: await context.request(flags) },
      { signal: context.signal, onEvent },
    );
  } finally {
    progress.end();
  }
  for (const target of report.targets) if (target.outcome !== 'interrupted') sayTarget(target, terminal, cwd);
  const interrupted = report.targets.find(({ outcome }) => outcome === 'interrupted');
  for (const error of [report.error, interrupted?.error]) if (error) printFailure(error, terminal);
  if (report.targets.length > 1) {
    terminal.note(summary(report));
    sayUnfinished(report, terminal, cwd);
    if (interrupted) terminal.note('The same command with --continue does the rest.');
  }
  terminal.document(report);
  return report.exitCode;
}

function sayTarget(target: RunReport['targets'][number], terminal: Terminal, cwd: string): void {
  const name = short(target.path, cwd);
  for (const warning of target.warnings)
    terminal.diagnostic({ level: 'warning', code: 'TARGET', message: `${name}: ${warning}` });
  if (target.outcome === 'written' && target.output !== undefined) {
    const swapped = target.faces.filter((face) =>
      face.swaps.some((swap) => swap.outcome === 'swapped'),
    ).length;
    const faces = `${swapped} of ${target.faces.length} face${target.faces.length === 1 ? '' : 's'} swapped${similarities(target)}`;
    terminal.note(
      `${terminal.colors.green('written')}  ${short(target.output, cwd)}  (${faces}, ${(target.ms / 1000).toFixed(1)} s)`,
    );
  } else if (target.outcome === 'skipped' && target.output !== undefined) {
    terminal.note(`skipped  ${short(target.output, cwd)}  (it is there already)`);
  } else if (target.error) {
    printFailure(target.error, terminal);
  } else if (target.outcome === 'no-face') {
    terminal.error(
      `${terminal.errorColors.yellow('no face')}  ${name}: ${whyNone(target)}; nothing was written.`,
    );
  } else {
    terminal.error(`${target.outcome}  ${name}`);
  }
  const [picture] = target.inspection ?? [];
  if (picture !== undefined) {
    const folder = short(path.dirname(picture), cwd);
    terminal.note(`  ${target.inspection!.length} pictures of its stages in ${folder}`);
  }
  if (terminal.options.verbose === true) sayFaces(target, terminal);
}

/** The scores of the swapped faces, where they were compared with their source. */
function similarities({ faces }: RunReport['targets'][number]): string {
  const scores = faces.flatMap(({ swaps }) => swaps.flatMap(({ similarity }) => similarity ?? []));
  return scores.length === 0 ? '' : `, similarity ${scores.map((score) => score.toFixed(2)).join(', ')}`;
}

function whyNone({ faces }: RunReport['targets'][number]): string {
  if (faces.length === 0) return 'no face was found';
  return faces.length === 1 ? 'its face was not selected' : `none of its ${faces.length} faces was selected`;
}

function sayFaces(target: RunReport['targets'][number], terminal: Terminal): void {
  for (const [index, face] of target.faces.entries()) {
    for (const { outcome, reason } of face.swaps) {
      terminal.line(`  face ${index}: ${outcome}${reason === undefined ? '' : `, ${reason}`}`);
    }
  }
}

/** Outcomes that need no line of their own at the end. */
const untold: ReadonlySet<string> = new Set(['written', 'skipped', 'interrupted']);

function summary({ targets }: RunReport): string {
  const counts = new Map<string, number>();
  for (const { outcome } of targets) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return `${targets.length} targets: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
}

/** At the end of many targets their failures are far up the screen, so they are listed once more. */
function sayUnfinished({ targets }: RunReport, terminal: Terminal, cwd: string): void {
  for (const { path: file, source, outcome, error } of targets) {
    if (untold.has(outcome)) continue;
    const which = source === undefined ? '' : ` (${source})`;
    terminal.error(`  ${outcome}  ${short(file, cwd)}${which}${error ? `: ${error.code}` : ''}`);
  }
}

/** A path as a person would write it from here. */
function short(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') || relative === '' ? file : relative;
}
