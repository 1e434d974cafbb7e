import { definePlugin, templatePoints } from '@facet/api';
import type { FivePoints, Point } from '@facet/api';

interface Options {
  readonly scale: number;
}

/** Keeps the landmarks a detector found, or places those of an average face into its box. */
export default definePlugin({
  activate: ({ register }) => {
    register.landmarker<Options>('my-name', {
      locate: async (_frame, { box, five, score }, { options }) => {
        if (five) return { landmarks: { five }, presence: score };
        const side = options.scale * Math.max(box.width, box.height);
        const left = box.x + (box.width - side) / 2;
        const top = box.y + (box.height - side) / 2;
        const place = ({ x, y }: Point): Point => ({ x: left + x, y: top + y });
        const [a, b, c, d, e] = templatePoints('arcface_112_v2', side);
        const points: FivePoints = [place(a), place(b), place(c), place(d), place(e)];
        return { landmarks: { five: points }, presence: score };
      },
    });
  },
});
