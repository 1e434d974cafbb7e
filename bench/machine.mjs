import { cpus, totalmem, loadavg } from 'node:os';
import { median } from './measure.mjs';

/** What the figures belong to. */
export function machineFacts() {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    load: loadavg()[0],
  };
}

/** GB/s of copying inside one buffer (read + written bytes count once), for sizes inside and beyond the caches. */
export function memoryBandwidth() {
  return Object.fromEntries(
    [1, 8, 32].map((mebibytes) => {
      const bytes = mebibytes * 2 ** 20;
      const memory = new Uint8Array(bytes * 2);
      const found = Array.from({ length: 15 }, () => {
        const times = Math.max(1, Math.round(16 / mebibytes));
        const start = performance.now();
        for (let i = 0; i < times; i++) memory.copyWithin(bytes, 0, bytes);
        return (times * bytes) / (performance.now() - start) / 1e6;
      });
      return [`${mebibytes} MiB`, median(found)];
    }),
  );
}
