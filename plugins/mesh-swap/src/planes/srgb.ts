/** sRGB level to linear light, 0..1 (IEC 61966-2-1). */
export const linearLevels: Float32Array = Float32Array.from({ length: 256 }, (_, level) => {
  const c = level / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});
