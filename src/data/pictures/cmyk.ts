/** @file Ink to light by Pillow's plain formula, without the colour management by which libvips would do it. */

/** a · b / 255, rounded as Pillow rounds it. */
function scaled(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Light of each of cyan, magenta and yellow is what black leaves, less the ink's share of that. Leaves a fourth byte as it is. */
export function inkToLight(cmyk: Uint8Array): Uint8Array {
  const light = Uint8Array.from(cmyk);
  for (let p = 0; p < cmyk.length; p += 4) {
    const left = 255 - cmyk[p + 3]!;
    for (let ink = p; ink < p + 3; ink++) light[ink] = Math.max(0, left - scaled(cmyk[ink]!, left));
  }
  return light;
}
