/**
 * Noise that is the same everywhere: x' = (1664525 x + 1013904223) mod 2^32 (Numerical Recipes), the upper 24 bits of each state
 * taken as 0..1.
 *
 * @param {{ size: readonly [number, number], least: number, most: number }} model
 * @param {number} seed
 * @returns {Float32Array} height x width x 3 values from `least` to `most`
 */
export function noise({ size: [height, width], least, most }, seed) {
  let state = seed >>> 0;
  return Float32Array.from({ length: height * width * 3 }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return least + ((state >>> 8) / 2 ** 24) * (most - least);
  });
}

/**
 * A part of a picture, sampled without interpolation.
 *
 * @param {{ size: readonly [number, number], least: number, most: number }} model
 * @param {{ data: Uint8Array, width: number }} picture RGB, 8 bits
 * @param {{ left: number, top: number, width: number, height: number }} crop
 * @returns {Float32Array} height x width x 3 values from `least` (black) to `most` (white)
 */
export function cropped({ size: [height, width], least, most }, picture, crop) {
  const values = new Float32Array(height * width * 3);
  for (let y = 0; y < height; y += 1) {
    const row = crop.top + Math.floor((y * crop.height) / height);
    for (let x = 0; x < width; x += 1) {
      const column = crop.left + Math.floor((x * crop.width) / width);
      for (let channel = 0; channel < 3; channel += 1) {
        const byte = picture.data[(row * picture.width + column) * 3 + channel];
        values[(y * width + x) * 3 + channel] = least + (byte / 255) * (most - least);
      }
    }
  }
  return values;
}

/** What each golden has: the seed of the noise, and the part of tests/fixtures/astronaut.png around the face. */
export const cases = {
  noise: { seed: 20260101 },
  astronaut: { left: 150, top: 20, width: 160, height: 160 },
};
