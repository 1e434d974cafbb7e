import { defineConfig } from '@facet/api';

const people = ['alice', 'bob', 'carol'];

/** One unit per person, onto the faces from left to right. */
export default defineConfig({
  extends: 'fast',
  units: people.map((name, position) => ({
    source: `faces/${name}.jpg`,
    faces: { index: [position], order: 'x' },
  })),
  targets: 'group/*.jpg',
  output: 'group-swapped/{name}.{ext}',
});
