/** Pictures against Pillow 11.3 (test/oracles/pictures.py says how files and sums were made). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode.ts';

interface Oracle {
  readonly files: readonly {
    readonly name: string;
    readonly file: string;
    readonly height: number;
    readonly width: number;
    readonly sha256: string;
  }[];
  readonly refused: readonly { readonly name: string; readonly file: string }[];
  readonly cuts: readonly { readonly name: string; readonly taken: readonly number[] }[];
}
const oracle: Oracle = JSON.parse(
  readFileSync(new URL('../../../test/oracles/pictures.json', import.meta.url), 'utf8'),
);

const bytesOf = ({ file }: { readonly file: string }) => Buffer.from(file, 'base64');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What is said of what is taken. */
const ODD: Readonly<Record<string, unknown>> = {
  'JPEG with bytes between its parts': 'not quite as a JPEG picture should be, perhaps damaged in part',
  'PNG, 16 bits': expect.stringContaining('upper 8'),
  'PNG, 16 bits with alpha': expect.stringContaining('upper 8'),
};

describe('decodePicture', () => {
  it.each(oracle.files)('takes a $name, and shows what Pillow does', async (made) => {
    const { height, width, rgb, warning } = await decodePicture(bytesOf(made), 'cat.jpg');
    expect({ height, width, sha256: sha256(rgb) }).toEqual({
      height: made.height,
      width: made.width,
      sha256: made.sha256,
    });
    expect(warning).toEqual(ODD[made.name]);
  });

  it.each(oracle.refused)('refuses $name in one line, as Pillow does', async (made) => {
    const began = performance.now();
    const memory = process.memoryUsage().rss;
    await expect(decodePicture(bytesOf(made), 'train.tar: cat.jpg')).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 3,
      message: expect.stringMatching(
        /^train\.tar: cat\.jpg: [^\n]+; expected .+\. Get the picture anew, or convert it\.$/,
      ),
    });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(200e6);
  });

  it.each(oracle.cuts)('takes no $name that is cut where Pillow refuses it', async ({ name, taken }) => {
    const made = oracle.files.find((file) => file.name === name)!;
    const whole = bytesOf(made);
    for (let length = 0; length < whole.length; length += length > whole.length - 60 ? 1 : 7) {
      const decoded = await decodePicture(whole.subarray(0, length), 'cut').catch(() => undefined);
      if (decoded) expect([taken.includes(length), sha256(decoded.rgb)]).toEqual([true, made.sha256]);
    }
  });

  it('says what else it is', async () => {
    const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } });
    const gif = await pixel.clone().gif().toBuffer();
    const tiff = await pixel.clone().tiff().toBuffer();
    await expect(decodePicture(gif, 'a.jpg')).rejects.toThrow(
      'a.jpg: GIF; expected a JPEG, PNG or WebP picture',
    );
    await expect(decodePicture(tiff, 'a.jpg')).rejects.toThrow('a.jpg: TIFF; expected');
    await expect(decodePicture(Buffer.from('<?xml version="1.0"?><svg/>'), 'a')).rejects.toThrow(
      'XML or SVG',
    );
    await expect(decodePicture(new Uint8Array(), 'a')).rejects.toThrow('a: an empty file; expected');
  });

  it('tells what is cut off from what is damaged, and from what is too large', async () => {
    const problem = async (name: string, change: (file: Buffer) => Buffer) => {
      const file = bytesOf(oracle.files.find((made) => made.name === name)!);
      return decodePicture(change(file), 'a').catch((error: Error) => error.message);
    };
    const half = (file: Buffer) => file.subarray(0, file.length - 100);
    for (const name of ['JPEG', 'JPEG, 4:2:2, progressive', 'PNG', 'WebP'])
      expect(await problem(name, half)).toMatch(/^a: (JPEG|PNG|WebP) that is cut off; expected a whole one/);
    const zeroed = (file: Buffer) => Buffer.from(file).fill(0, 50, 90);
    expect(await problem('PNG', zeroed)).toMatch(/^a: PNG that is damaged; expected a whole one/);
    const forged = bytesOf(oracle.refused.find(({ name }) => name === 'JPEG of 65500 x 65500')!);
    expect(await problem('JPEG', () => forged)).toMatch('65500 × 65500 pixels; expected 178,956,970');
    const line = await sharp({ create: { width: 65_536, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await problem('PNG', () => line)).toMatch(
      '65536 × 1 pixels; expected 178,956,970, and sides of 65,535 at most',
    );
  });

  it('tells each of many bad pictures at a time what is wrong with itself', async () => {
    const all = oracle.refused.map(
      (made) => () => decodePicture(bytesOf(made), 'a').catch((e: Error) => e.message),
    );
    const alone: unknown[] = [];
    for (const one of all) alone.push(await one());
    for (let round = 0; round < 5; round++) expect(await Promise.all(all.map((one) => one()))).toEqual(alone);
  });

  it('takes the upper half of 16-bit greys, and says so', async () => {
    const grey = Uint16Array.of(0, 255, 256, 0x1234, 0xffff, 0x80ff);
    const png = await sharp(grey, { raw: { width: 6, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const { rgb, warning } = await decodePicture(png, 'grey');
    expect([...rgb]).toEqual([0, 0, 1, 0x12, 0xff, 0x80].flatMap((v) => [v, v, v]));
    expect(warning).toContain('upper 8');
  });
});
