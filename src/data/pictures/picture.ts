/** @file A picture as networks take it, plane by plane, and as decoders and encoders do, pixel by pixel. */

/** RGB, planar: [3, height, width]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Planes of red, green and blue out of pixels of three or more bytes, whose first three these are. */
export function planesOf(interleaved: Uint8Array, channels: number): Uint8Array {
  const count = interleaved.length / channels;
  const planes = new Uint8Array(3 * count);
  for (let p = 0, from = 0; p < count; p++, from += channels) {
    planes[p] = interleaved[from]!;
    planes[count + p] = interleaved[from + 1]!;
    planes[2 * count + p] = interleaved[from + 2]!;
  }
  return planes;
}

/** Red, green and blue of each pixel side by side. */
export function interleaved({ pixels }: Picture): Uint8Array {
  const count = pixels.length / 3;
  const mixed = new Uint8Array(pixels.length);
  for (let p = 0, to = 0; p < count; p++, to += 3) {
    mixed[to] = pixels[p]!;
    mixed[to + 1] = pixels[count + p]!;
    mixed[to + 2] = pixels[2 * count + p]!;
  }
  return mixed;
}
