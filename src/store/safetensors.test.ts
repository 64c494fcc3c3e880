import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thorough } from '../../test/thorough.ts';
import type { State } from '../engines/trainer.ts';
import { EXIT, UserError } from '../errors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
const file = join(folder, 'x.safetensors');

const state: State = new Map([
  ['10', { shape: [2, 3], data: Float32Array.of(1, -2.5, 0, -0, 1e-45, Number.NaN) }],
  ['fc1.bias', { shape: [2], data: Float32Array.of(Infinity, 3) }],
  ['9', { shape: [], data: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], data: new Float32Array() }],
]);

const bits = (of: State): unknown =>
  [...of].map(([name, { shape, data }]) => [
    name,
    shape,
    Buffer.from(new Float32Array(data).buffer).toString('hex'),
  ]);

/** A file from header text and data, as an attacker would write it; `length` what it claims of the header. */
function put(
  header: string | Uint8Array,
  data = 0,
  length = BigInt(Buffer.byteLength(header)),
): Promise<void> {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length);
  return writeFile(file, Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(data)]));
}

const tensor = (shape: unknown, offsets: unknown, more: object = {}): object => ({
  dtype: 'F32',
  shape,
  data_offsets: offsets,
  ...more,
});

describe('safetensors', () => {
  it('reads back names, order, shapes, metadata and every bit', async () => {
    await writeSafetensors(file, state, { iteration: '12' });
    const read = await readSafetensors(file);
    expect(bits(read.state)).toEqual(bits(state));
    expect(read.metadata).toEqual({ iteration: '12' });
  });

  it('reads back any state', async () => {
    const tensors = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.float32Array({ maxLength: 9 })), {
      selector: ([name]) => name,
    });
    await fc.assert(
      fc.asyncProperty(tensors, async (list) => {
        fc.pre(list.every(([name, data]) => name !== '__metadata__' && data.length > 0));
        const any: State = new Map(list.map(([name, data]) => [name, { shape: [data.length, 1], data }]));
        await writeSafetensors(file, any);
        expect(bits((await readSafetensors(file)).state)).toEqual(bits(any));
      }),
      { numRuns: 50 },
    );
  });

  it('writes a view into a larger array as what the view shows', async () => {
    const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    await writeSafetensors(file, new Map([['w', { shape: [2], data: view }]]));
    expect([...((await readSafetensors(file)).state.get('w')?.data ?? [])]).toEqual([1, 2]);
  });

  it('has the layout of the format: length, JSON padded to 8 bytes, float32 little-endian', async () => {
    await writeSafetensors(file, new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]));
    const sha256 = createHash('sha256')
      .update('[]["w",[2]]')
      .update(Buffer.from('0000803f000000c0', 'hex'))
      .digest('hex');
    const header = `{"__metadata__":{"sha256":"${sha256}"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`;
    const bytes = await readFile(file);
    expect(bytes.length % 8).toBe(0);
    expect(bytes.subarray(8, -8).toString().trimEnd()).toBe(header);
    expect(Number(bytes.readBigUInt64LE())).toBe(bytes.length - 16);
    expect(bytes.subarray(-8).toString('hex')).toBe('0000803f000000c0');
  });

  it('takes files of other tools: other key order, no metadata', async () => {
    await put(JSON.stringify({ b: tensor([1], [8, 12]), a: tensor([2], [0, 8]) }), 12);
    expect([...(await readSafetensors(file)).state.keys()]).toEqual(['a', 'b']);
  });

  it('names the path and leaves no rest where it cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'taken-'));
    const taken = join(folder, 'x.safetensors');
    await mkdir(join(taken, 'inside'), { recursive: true });
    await expect(writeSafetensors(taken, state)).rejects.toThrow(`cannot write ${taken}: `);
    expect(await readdir(folder)).toEqual(['x.safetensors']);
  });
});

describe('readSafetensors refuses', () => {
  const attacks: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
    ['an empty file', () => writeFile(file, ''), /0 bytes, too few/],
    [
      'a header too large',
      () => put('{}', 0, 2n ** 63n),
      /claims 9223372036854775808 bytes, at most 1000000/,
    ],
    ['a header beyond the end', () => put('{}', 0, 3n), /claims 3 bytes, but the file has 10/],
    [
      'a terabyte of nothing',
      async () => {
        await put('{}');
        await truncate(file, 1e12);
      },
      /it has 1000000000000 bytes, at most/,
    ],
    ['no header', () => put(''), /does not begin with \{/],
    ['a header after space', () => put(' {}'), /does not begin with \{/],
    [
      'bytes that are not UTF-8',
      () => put(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      /not JSON in UTF-8/,
    ],
    ['text that is not JSON', () => put('{"a":'), /not JSON/],
    [
      'a key twice',
      () => put('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{}}'),
      /the key "a" twice/,
    ],
    ['a tensor that is no object', () => put('{"a":[]}'), /"a" is not described by an object/],
    [
      'another dtype',
      () => put(JSON.stringify({ a: { ...tensor([1], [0, 2]), dtype: 'F16' } }), 2),
      /dtype "F16", expected F32/,
    ],
    ['an unknown key', () => put(JSON.stringify({ a: tensor([1], [0, 4], { x: 1 }) }), 4), /unknown key "x"/],
    ['a negative size', () => put(JSON.stringify({ a: tensor([-1], [0, 4]) }), 4), /not a list of sizes/],
    [
      'a fraction of a size',
      () => put(JSON.stringify({ a: tensor([0.5], [0, 2]) }), 2),
      /not a list of sizes/,
    ],
    [
      'a product that overflows',
      () => put(JSON.stringify({ a: tensor([2 ** 31, 2 ** 33, 0], [0, 0]) })),
      /not what its shape takes/,
    ],
    [
      'a size that is no exact integer',
      () => put('{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}', 4),
      /list of sizes/,
    ],
    [
      'a shape larger than its bytes',
      () => put(JSON.stringify({ a: tensor([1e9], [0, 4]) }), 4),
      /4 bytes, not what/,
    ],
    [
      'bytes the file lacks',
      () => put(JSON.stringify({ a: tensor([1e9], [0, 4e9]) }), 4),
      /take 4000000000 bytes, but 4 follow/,
    ],
    [
      'offsets backwards',
      () => put(JSON.stringify({ a: tensor([1], [4, 0]) }), 4),
      /not what its shape takes/,
    ],
    ['one offset', () => put(JSON.stringify({ a: tensor([1], [0]) }), 4), /not two byte positions/],
    [
      'an overlap',
      () => put(JSON.stringify({ a: tensor([2], [0, 8]), b: tensor([2], [4, 12]) }), 12),
      /"b" begins at byte 4, expected 8/,
    ],
    [
      'a hole',
      () => put(JSON.stringify({ a: tensor([1], [0, 4]), b: tensor([1], [8, 12]) }), 12),
      /"b" begins at byte 8, expected 4/,
    ],
    [
      'a hole at the start',
      () => put(JSON.stringify({ a: tensor([1], [4, 8]) }), 8),
      /begins at byte 4, expected 0/,
    ],
    [
      'bytes at the end',
      () => put(JSON.stringify({ a: tensor([1], [0, 4]) }), 5),
      /take 4 bytes, but 5 follow/,
    ],
    [
      'metadata that is no text',
      () => put('{"__metadata__":{"a":1}}'),
      /"a" in __metadata__ is not a string/,
    ],
    ['metadata that is null', () => put('{"__metadata__":null}'), /__metadata__ is not an object/],
    ['metadata that is a list', () => put('{"__metadata__":[]}'), /__metadata__ is not an object/],
    [
      'deep nesting',
      () => put(`{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
      /"a" is not described|not JSON/,
    ],
    ['a megabyte of escapes', () => put(`{"a":"${'\\"'.repeat(400_000)}"}`), /"a" is not described/],
  ];

  it.each(attacks)('%s', async (_, attack, message) => {
    await attack();
    const error: unknown = await readSafetensors(file).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: EXIT.data, message: expect.stringMatching(message) });
    expect(String(error)).toContain(file);
    expect(String(error).length).toBeLessThan(400);
  });

  it('a folder, a file that is not there', async () => {
    await expect(readSafetensors(folder)).rejects.toThrow('it is not a file');
    await expect(readSafetensors(join(folder, 'absent'))).rejects.toBeInstanceOf(UserError);
  });

  it.skipIf(process.platform === 'win32')('a pipe, without waiting for a writer', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readSafetensors(pipe)).rejects.toThrow('it is not a file');
  });

  it('every cut and every flipped bit, or reads what was written', async () => {
    await writeSafetensors(file, state, { iteration: '12' });
    const whole = await readFile(file);
    const survives = async (bytes: Uint8Array): Promise<boolean> => {
      await writeFile(file, bytes);
      try {
        expect(bits((await readSafetensors(file)).state)).toEqual(bits(state));
        return true;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return false;
      }
    };
    for (let length = 0; length < whole.length; length += thorough(3, 1))
      expect(await survives(whole.subarray(0, length))).toBe(false);
    let unnoticed = 0;
    for (let bit = 0; bit < whole.length * 8; bit += thorough(5, 1)) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (await survives(flipped)) unnoticed += 1;
    }
    // Only where the flip renames the key `sha256` itself is there nothing to compare with, and nothing else is damaged then.
    expect(unnoticed).toBeLessThan(6 * 8);
  });
});
