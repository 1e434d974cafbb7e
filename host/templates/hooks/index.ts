import { definePlugin } from '@facet/api';
import type { Face } from '@facet/api';

/** Faces narrower than this are left as they are. */
const smallestWidth = 48;

/** Leaves small faces alone, whoever detects them. */
export default definePlugin({
  activate: ({ hooks }) => {
    hooks.faces.tap(async (faces) => withoutSmall(faces), { stage: 'early' });
  },
});

export function withoutSmall(faces: readonly Face[]): readonly Face[] {
  return faces.filter((face) => face.box.width >= smallestWidth);
}
