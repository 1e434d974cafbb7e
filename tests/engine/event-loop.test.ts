import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { fixture, root, tempFolder } from '../support/facet.ts';

/** Swaps a face in a process of its own, and measures how long the main thread's timers were kept waiting. */
const script = `
  import { runJob } from ${JSON.stringify(path.join(root, 'host/dist/index.js'))};
  let longestMs = 0, last = performance.now(), engineLoaded = false;
  const timer = setInterval(() => {
    const now = performance.now();
    if (engineLoaded) longestMs = Math.max(longestMs, now - last - 5);
    last = now;
  }, 5);
  const report = await runJob(
    { config: { cwd: process.cwd(), file: false, env: process.env, flags: {
      units: [{ source: process.argv[1] }], targets: [process.argv[2]], output: process.argv[3],
    } } },
    { signal: new AbortController().signal, onEvent: () => { engineLoaded = true; } },
  );
  clearInterval(timer);
  const stageMs = Math.max(...report.targets[0].times.map((time) => time.ms / time.count));
  console.log(JSON.stringify({ longestMs, stageMs, exitCode: report.exitCode }));
`;

test('the main thread stays live while the engine works', () => {
  const args = ['--input-type=module', '-e', script, fixture('astronaut.png'), fixture('mona_lisa.jpg')];
  const output = path.join(tempFolder(), 'out.png');
  const { stdout, stderr } = spawnSync(process.execPath, [...args, output], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const measured = JSON.parse(stdout) as { longestMs: number; stageMs: number; exitCode: number };
  console.log(
    `longest stall ${measured.longestMs.toFixed(1)} ms beside a stage of ${measured.stageMs.toFixed(0)} ms`,
  );
  expect(measured.exitCode).toBe(0);
  expect(measured.longestMs).toBeLessThan(measured.stageMs / 2);
});
