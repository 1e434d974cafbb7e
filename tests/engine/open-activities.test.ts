import { describe, expect, test } from '@jest/globals';
import { OpenActivities } from '../../host/dist/engine/open-activities.js';
import type { Activity } from '../../host/dist/plugins/index.js';

const stage: Activity = { kind: 'stage', name: 'swap', provider: 'acme/swap', limitMs: 1000 };
const operation: Activity = { kind: 'operation', name: 'paste', provider: 'pixels/own', limitMs: 1000 };
const download: Activity = { kind: 'stage', name: 'import', provider: 'acme/import', limitMs: 0 };

function open(...activities: readonly Activity[]) {
  let nowMs = 0;
  const activitiesOpen = new OpenActivities(() => nowMs);
  activities.forEach((activity, id) => activitiesOpen.begin(id, activity));
  const wait = (ms: number): void => void (nowMs += ms);
  return { activities: activitiesOpen, wait };
}

describe('the activities an engine is in the middle of', () => {
  test('are none at first', () => {
    const { activities } = open();
    expect(activities.innermost).toBeUndefined();
    expect(activities.leftMs).toBeUndefined();
  });

  test('give the outer one back what is left of its limit', () => {
    const { activities, wait } = open(stage);
    wait(300);
    activities.begin(1, operation);
    expect(activities.innermost).toBe(operation);
    wait(200);
    expect(activities.leftMs).toBe(800);
    expect(activities.end(1)).toBe(operation);
    expect(activities.innermost).toBe(stage);
    expect(activities.leftMs).toBe(500);
  });

  test('let the inner one use its whole limit, and end the outer one after that', () => {
    const { activities, wait } = open(stage);
    wait(900);
    activities.begin(1, operation);
    wait(600);
    expect(activities.leftMs).toBe(400);
    activities.end(1);
    expect(activities.leftMs).toBe(0);
  });

  test('stop the clock of a stage while something without a limit is done for it', () => {
    const { activities, wait } = open(stage, download);
    wait(60_000);
    expect(activities.leftMs).toBeUndefined();
    activities.end(1);
    expect(activities.leftMs).toBe(1000);
  });

  test('may end in any order', () => {
    const { activities } = open(stage, download, operation);
    activities.end(1);
    expect(activities.innermost).toBe(operation);
    activities.end(2);
    expect(activities.innermost).toBe(stage);
  });

  test('know nothing of those of a request that is over', () => {
    const { activities } = open(stage);
    activities.clear();
    expect(activities.end(0)).toBeUndefined();
  });
});
