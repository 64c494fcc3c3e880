/**
 * @file Real photographs, decoded and resized by Pillow and by us: every byte is the same. $ELU_BENCH_PHOTOS is a folder of them, $ELU_BENCH_PYTHON
 * (python3) has Pillow 11: Pillow 13 chooses the order of the two passes by their cost, so that one picture in five is off by one level somewhere.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODECS } from '../src/data/pictures/codecs.ts';
import { decodePicture } from '../src/data/pictures/decode.ts';
import { interleaved } from '../src/data/pictures/picture.ts';
import { resizeBy } from '../src/data/pictures/resize.ts';
import { vectorPasses } from '../src/data/pictures/vector-passes.ts';

const PHOTOS = process.env.ELU_BENCH_PHOTOS;
const PYTHON = process.env.ELU_BENCH_PYTHON ?? 'python3';
const photos = PHOTOS
  ? readdirSync(PHOTOS)
      .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
      .map((name) => join(PHOTOS, name))
  : [];

/** Shrunk, shrunk more, pulled wide, and as wide as many are. */
const SIZES = [
  [256, 256],
  [64, 64],
  [300, 1000],
  [224, 500],
] as const;

/** The sha256 of each photograph as decoded and at each size. */
const PILLOW = `import hashlib, json, sys
from PIL import Image
sizes = json.loads(sys.argv[1])
sha = lambda image: hashlib.sha256(image.tobytes()).hexdigest()
def sums(path):
    image = Image.open(path).convert("RGB")
    return [sha(image)] + [sha(image.resize((w, h), Image.BILINEAR)) for h, w in sizes]
print(json.dumps([sums(path) for path in json.load(sys.stdin)]))`;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function pillowVersion(): string {
  try {
    return execFileSync(PYTHON, ['-c', 'import PIL; print(PIL.__version__)'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return 'none';
  }
}

const resize = vectorPasses(new URL('../dist/data/pictures/passes.wasm', import.meta.url));

describe.skipIf(photos.length === 0)('photographs', () => {
  it.skipIf(!pillowVersion().startsWith('11.'))(
    'are what Pillow 11 makes of them, byte for byte',
    async () => {
      const told = execFileSync(PYTHON, ['-c', PILLOW, JSON.stringify(SIZES)], {
        input: JSON.stringify(photos),
        maxBuffer: 1e9,
        encoding: 'utf8',
      });
      const expected: readonly (readonly string[])[] = JSON.parse(told);
      for (const [i, path] of photos.entries()) {
        const bytes = readFileSync(path);
        const picture = await decodePicture(bytes, path);
        const made = SIZES.map(([height, width]) => resizeBy(resize, picture, height, width));
        expect([sha256(picture.rgb), ...made.map((one) => sha256(interleaved(one)))], path).toEqual(
          expected[i],
        );
      }
      process.stdout.write(`${photos.length} photographs are equal\n`);
    },
  );

  it('take about as many bytes as the codecs say', async () => {
    const sample = photos.filter((_, i) => i % Math.ceil(photos.length / 100) === 0);
    for (const [name, { encode, bytesPerPixel }] of Object.entries(CODECS)) {
      if (encode === null) continue;
      let bytes = 0;
      for (const path of sample) {
        const picture = await decodePicture(readFileSync(path), path);
        bytes += (await encode(resizeBy(resize, picture, 256, 256))).length;
      }
      const each = bytes / sample.length / 256 ** 2;
      process.stdout.write(`${name}: ${each.toFixed(2)} bytes a pixel\n`);
      expect(Math.abs(each / bytesPerPixel - 1)).toBeLessThan(0.2);
    }
  });
});
