#!/usr/bin/env node
/**
 * Times every kernel against the same kernel in TypeScript, against sharp, against a copy of the bytes it must touch and,
 * where they are installed, against OpenCV and opencv.js, in turns.
 *
 *   npm run bench                         every kernel
 *   npm run bench -- face                 everything but the model for one face, against other programs' recipes
 *   npm run bench -- swap                 the embedded swapper's pixel work, step by step
 *   npm run bench -- host                 reading manifests and calling hooks
 *   npm run bench -- --only warp,blend    rows whose name contains one of the words
 *   npm run bench -- --build simd         which WebAssembly build; by default the best this engine runs
 *   npm run bench -- --repetitions 9      turns per row
 *   npm run bench -- --no-reference       without the slow TypeScript kernels
 *   npm run bench -- --json out.json      figures and machine facts as JSON, too
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createKernels } from '../core-wasm/dist/index.js';
import { kernelCases } from './cases.mjs';
import { faceCases } from './face.mjs';
import { measureHost } from './host.mjs';
import { measureSwap } from './swap.mjs';
import { machineFacts, memoryBandwidth } from './machine.mjs';
import { startOpenCv } from './opencv.mjs';
import { startOpenCvJs } from './opencv-js.mjs';
import { stepTable, table } from './report.mjs';
import { measureCase } from './run-case.mjs';
import { startSharp } from './sharp.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    build: { type: 'string' },
    repetitions: { type: 'string', default: '9' },
    'no-reference': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

if (positionals[0] === 'host') {
  console.log(JSON.stringify(machineFacts(), null, 2));
  for (const row of await measureHost(Number(options.repetitions))) console.log(row.join('  ').trimEnd());
  process.exit();
}

if (positionals[0] === 'swap') {
  console.log(JSON.stringify(machineFacts(), null, 2));
  const steps = await measureSwap(Number(options.repetitions));
  console.log(stepTable(steps));
  await saveJson({ facts: machineFacts(), steps });
  process.exit();
}

const words = options.only?.split(',') ?? [''];
const makers = positionals[0] === 'face' ? faceCases() : kernelCases();
const kernels = await createKernels('wasm', options.build === undefined ? {} : { build: options.build });
const reference = options['no-reference'] ? undefined : await createKernels('reference');
const opencv = await startOpenCv();
const libraries = [await startSharp(), await startOpenCvJs()].filter((library) => library !== undefined);
const facts = {
  ...machineFacts(),
  build: kernels.build,
  opencv: opencv?.facts.version,
  ...Object.fromEntries(libraries.map(({ name, version }) => [name, version])),
  copyGBperSecond: memoryBandwidth(),
};
console.log(JSON.stringify(facts, null, 2));
if (opencv === undefined) {
  console.log('OpenCV was not found (Debian: apt-get install python3-opencv); its columns are missing.');
}
if (!libraries.some(({ name }) => name === 'opencv.js')) {
  console.log('opencv.js was not found (bench/opencv-js.mjs says how to install it); its column is missing.');
}

const rows = [];
try {
  for (const make of makers) {
    const entry = make();
    if (!words.some((word) => `${entry.kernel} ${entry.size}`.includes(word))) continue;
    process.stderr.write(`\r${entry.kernel}, ${entry.size}`.padEnd(60));
    rows.push(await measureCase(entry, kernels, reference, opencv, libraries, Number(options.repetitions)));
  }
} finally {
  process.stderr.write(`\r${' '.repeat(60)}\r`);
  await opencv?.stop();
}
console.log(table(rows));
await saveJson({ facts, rows });

async function saveJson(results) {
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
}
