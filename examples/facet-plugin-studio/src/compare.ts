import { readFile } from 'node:fs/promises';
import type { Command, Images } from '@facet/api';

/**
 * `facet x studio/compare a.png b.png [dB]` says how far two pictures lie apart, such as the same swap with two sets of kernels.
 * With a number of decibels it ends with 1 when they are less alike.
 */
export function createCompare(images: Images): Command {
  return {
    run: async ([first, second, least], io) => {
      if (first === undefined || second === undefined) {
        io.print('Name two pictures to compare.');
        return 2;
      }
      const [a, b] = [
        await images.decode(await readFile(first)),
        await images.decode(await readFile(second)),
      ];
      if (a.width !== b.width || a.height !== b.height) {
        io.print(`${first} is ${a.width} x ${a.height}, ${second} is ${b.width} x ${b.height}`);
        return 1;
      }
      let largest = 0;
      let squares = 0;
      for (const [at, value] of a.data.entries()) {
        const difference = Math.abs(value - (b.data[at] ?? 0));
        largest = Math.max(largest, difference);
        squares += difference ** 2;
      }
      const psnr = 10 * Math.log10(255 ** 2 / (squares / a.data.length));
      io.print(`largest difference ${largest} of 255, PSNR ${psnr.toFixed(1)} dB`);
      return psnr < Number(least ?? 0) ? 1 : 0;
    },
  };
}
