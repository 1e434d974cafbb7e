/** A picture with soft shapes, fine detail and every level, the same each time. */
export function picture(width, height, seed = 1) {
  const data = new Uint8Array(width * height * 4);
  let state = seed;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const noise = (state >>> 24) / 8;
      const soft = 96 + 80 * Math.sin(x / 37 + seed) * Math.cos(y / 29);
      data[at] = soft + noise + 30;
      data[at + 1] = soft * 0.8 + noise + 20 * Math.sin(x / 91) + 20;
      data[at + 2] = soft * 0.6 + noise + 30 * Math.cos(y / 61) + 30;
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

/** A mask without a zero, so that no kernel may skip a pixel. */
export function denseMask(width, height) {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = 1 + ((i * 7 + (i >> 9) * 13) % 255);
  return { width, height, data };
}

/** A filled box with soft corners nowhere: 255 inside, 0 outside. */
export function boxMask(width, height, inset) {
  const data = new Uint8Array(width * height);
  const left = Math.round(width * inset);
  const top = Math.round(height * inset);
  for (let y = top; y < height - top; y++) data.fill(255, y * width + left, y * width + width - left);
  return { width, height, data };
}

/** A filled ellipse in the middle, whose radii are this share of the sides: as large as a face in its crop. */
export function ellipseMask(width, height, share) {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const x = ((i % width) - (width - 1) / 2) / (share * width);
    const y = (Math.floor(i / width) - (height - 1) / 2) / (share * height);
    return x * x + y * y < 1 ? 255 : 0;
  });
  return { width, height, data };
}

export function pixelInput({ width, height, data }) {
  return { data, shape: [height, width, 4] };
}

export function maskInput({ width, height, data }) {
  return { data, shape: [height, width] };
}
