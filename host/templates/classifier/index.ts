import { definePlugin } from '@facet/api';
import type { Gender } from '@facet/api';

interface Options {
  readonly age: number;
  readonly gender: Gender;
}

/** For pictures whose people you know: says of every face what the config says. */
export default definePlugin({
  activate: ({ register }) => {
    register.classifier<Options>('my-name', {
      classify: async (_frame, _face, { options: { age, gender } }) => ({ age, gender }),
    });
  },
});
