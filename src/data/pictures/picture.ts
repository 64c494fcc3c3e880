/** @file A picture as networks take it, plane by plane, and as decoders and encoders do, pixel by pixel. */

/** RGB, planar: [3, height, width]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** The same, interleaved: [height, width, 3]. */
export interface Interleaved {
  readonly height: number;
  readonly width: number;
  readonly rgb: Uint8Array;
}

export function planesOf({ height, width, rgb }: Interleaved): Uint8Array {
  const count = height * width;
  const planes = new Uint8Array(3 * count);
  for (let p = 0; p < count; p++)
    for (let channel = 0; channel < 3; channel++) planes[channel * count + p] = rgb[3 * p + channel]!;
  return planes;
}

export function interleaved({ height, width, pixels }: Picture): Uint8Array {
  const count = height * width;
  const rgb = new Uint8Array(3 * count);
  for (let p = 0; p < count; p++)
    for (let channel = 0; channel < 3; channel++) rgb[3 * p + channel] = pixels[channel * count + p]!;
  return rgb;
}
