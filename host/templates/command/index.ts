import { readFile } from 'node:fs/promises';
import { definePlugin } from '@facet/api';

/** `facet x my-name/my-name a.jpg b.png` prints the size of each picture. */
export default definePlugin({
  activate: ({ register, images }) => {
    register.command('my-name', {
      run: async (args, io) => {
        if (args.length === 0) io.print('Name at least one picture.');
        for (const file of args) {
          if (io.signal.aborted) return 130;
          const { width, height } = await images.decode(await readFile(file));
          io.print(`${file}: ${width} x ${height}`);
        }
        return args.length === 0 ? 2 : 0;
      },
    });
  },
});
