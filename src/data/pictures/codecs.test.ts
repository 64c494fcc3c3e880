/** Codecs: what goes in comes out, or nearly, and bytes that anything has damaged are told from a picture. */
import { describe, expect, it } from 'vitest';
import { madeUpPicture } from '../../../test/made-up-picture.ts';
import { CODECS, type CodecName, type CodecRow } from './codecs.ts';
import { type Picture, planesOf } from './picture.ts';

const SIZE = 33;

function madeUp(size: number): Picture {
  const picture = madeUpPicture(size, size);
  return { height: size, width: size, pixels: planesOf(picture) };
}

/** Smooth in space, as photographs are, and of all colours. */
function smooth(size: number): Picture {
  const pixels = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y, channel] = [i % size, Math.floor(i / size) % size, Math.floor(i / size / size)];
    return 128 + 100 * Math.sin(x / (4 + channel) + y / 7 + channel);
  });
  return { height: size, width: size, pixels };
}

const keeping = Object.entries(CODECS).flatMap(([name, row]) =>
  row.encode === null ? [] : [{ name, ...row }],
);

describe.each(keeping)('$name', ({ exact, encode, decode }) => {
  it('gives back what it was given', async () => {
    for (const picture of [madeUp(SIZE), smooth(SIZE), madeUp(1), smooth(256)]) {
      const size = picture.width;
      const bytes = await encode(picture);
      const back = await decode(bytes, size, 'record 5');
      expect(back.length).toBe(picture.pixels.length);
      if (exact) expect(Buffer.compare(back, picture.pixels)).toBe(0);
    }
  });

  it('refuses records of another size', async () => {
    const bytes = await encode(madeUp(SIZE));
    await expect(decode(bytes, SIZE + 1, 'record 5')).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 3,
      message: expect.stringMatching(/^record 5: [^\n]+; expected [^\n]+\. Prepare the data anew\.$/),
    });
  });

  it('refuses what is cut off or no record at all', async () => {
    const bytes = await encode(madeUp(SIZE));
    for (const damaged of [
      bytes.subarray(0, bytes.length - 20),
      bytes.subarray(0, 40),
      new Uint8Array(),
      new Uint8Array(99),
    ])
      await expect(decode(damaged, SIZE, 'record 5')).rejects.toMatchObject({
        name: 'UserError',
        exitCode: 3,
      });
  });
});

it('loses two or three grey levels of a smooth picture by jpeg', async () => {
  const picture = smooth(256);
  const back = await CODECS.jpeg.decode(await CODECS.jpeg.encode(picture), 256, 'record 5');
  const squares = picture.pixels.reduce((sum, level, i) => sum + (level - back[i]!) ** 2, 0);
  expect(Math.sqrt(squares / back.length)).toBeLessThan(3);
  expect(squares).toBeGreaterThan(0);
});

it('keeps no pixels by none', () => {
  const row: CodecRow = CODECS['none' satisfies CodecName];
  expect(row).toMatchObject({ bytesPerPixel: 0, exact: true, encode: null, decode: null });
});
