/** @file Ink to light by Pillow's plain formula, without the colour management by which libvips would do it. */

/** a · b / 255, rounded as Pillow rounds it. */
function scaled(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Red, green and blue: what black leaves, less the share of that which cyan, magenta or yellow takes. */
export function inkToLight(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const left = 255 - cmyk[from + 3]!;
    for (let ink = 0; ink < 3; ink++) rgb[to + ink] = left - scaled(cmyk[from + ink]!, left);
  }
  return rgb;
}
