import { expect, test } from '@jest/globals';
import { matchesGlob } from '../../host/dist/config/glob.js';

test.each([
  ['/a/b/x.png', '*.png', true],
  ['/a/b/x.PNG', '*.png', false],
  ['/a/b/x.png', 'b/*.png', true],
  ['/a/b/c/x.png', 'b/*.png', false],
  ['/a/b/c/x.png', 'b/**', true],
  ['/a/b/c/x.png', '**/x.png', true],
  ['/a/x.png', '**/x.png', true],
  ['/a/b/c/x.png', 'b/**/x.png', true],
  ['/a/b/x.png', 'b/**/x.png', true],
  ['/a/b/x.png', './b/x.png', true],
  ['/a/x.jpg', '*.{jpg,jpeg}', true],
  ['/a/x.gif', '*.{jpg,jpeg}', false],
  ['/a/x1.jpg', 'x[0-9].jpg', true],
  ['/a/xa.jpg', 'x[!0-9].jpg', true],
  ['/a/xa.jpg', 'x?.jpg', true],
  ['/a/x.jpg', 'x?.jpg', false],
  ['/a/xXjpg', 'x.jpg', false],
  ['/a/(x)+.jpg', '(x)+.jpg', true],
  ['/a/x[1].jpg', 'x\\[1\\].jpg', true],
  ['/other/x.png', '../other/*.png', true],
  ['/other/x.png', '/other/*.png', true],
])('%s is matched by %s seen from /a: %s', (file, glob, expected) => {
  expect(matchesGlob(file, glob, '/a')).toBe(expected);
});

test('the folder a glob is relative to may have any characters in its name', () => {
  expect(matchesGlob('/p [1] {a}/in/x.png', 'in/*.png', '/p [1] {a}')).toBe(true);
});
