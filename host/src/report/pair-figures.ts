import { escapeHtml, milliseconds, number, percent } from './format.js';
import type { Metrics, PairReport } from './records.js';

/** The figures of one pair, as a list of names and values. */
export function pairFigures(pair: PairReport): string {
  const items = [...(pair.metrics ? metricItems(pair.metrics) : []), ['Time', timeOf(pair)] as const];
  return `<dl>${items.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`;
}

type Item = readonly [name: string, value: string];

function metricItems(metrics: Metrics): readonly Item[] {
  const { seam, occluder, changes, yawDifferenceDeg } = metrics;
  return [
    ...metrics.identity.map(({ recognizer, toSource, toTarget }): Item => [
      recognizer,
      `source ${number(toSource.similarity)} (distance ${number(toSource.distance)}), target ${number(toTarget.similarity)} (${number(toTarget.distance)})`,
    ]),
    ...(metrics.faceFound ? [] : [['Face', 'none found in the result'] as const]),
    ['Mesh error', metrics.meshErrorPercent === undefined ? '–' : `${number(metrics.meshErrorPercent)} %`],
    ...(seam ? [['Seam', `n ${number(seam.n)}, w ${number(seam.w)}`] as const] : []),
    ...(seam?.occluder
      ? [['Occluder seam', `n ${number(seam.occluder.n)}, w ${number(seam.occluder.w)}`] as const]
      : []),
    ...(occluder
      ? [
          [
            'Occluder kept',
            `${percent(occluder.all.unchanged)}, over the face ${percent(occluder.overFace?.unchanged)}`,
          ] as const,
        ]
      : []),
    ['Sharpness', number(metrics.sharpness)],
    ['Changed outside the mask', changes ? `${changes.outside} pixels` : '– (the result has another size)'],
    ['Interocular distance', `${Math.round(metrics.interocular)} px`],
    ...(yawDifferenceDeg === undefined
      ? []
      : [['Yaw difference', `${Math.round(yawDifferenceDeg)}°`] as const]),
  ];
}

function timeOf({ ms, times }: PairReport): string {
  const slowest = [...times].sort((p, q) => q.ms - p.ms).slice(0, 3);
  if (slowest.length === 0) return milliseconds(ms);
  return `${milliseconds(ms)} (${slowest.map((time) => `${time.stage} ${milliseconds(time.ms)}`).join(', ')})`;
}
