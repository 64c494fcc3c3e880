import { describe, expect, it } from 'vitest';
import { eventFile } from './event-file.ts';
import { crc32c, maskedCrc } from './tfrecord.ts';

describe('crc32c', () => {
  it.each([
    // RFC 3720, appendix B.4; the last is the check value of the catalogue of CRC algorithms.
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [Buffer.from('123456789'), 0xe3069283],
  ])('of known bytes', (bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
  });

  it('is masked as 15 bits to the right and a constant', () => {
    // By hand: 0xe3069283 rotated is 0x2507c60d, plus 0xa282ead8 is 0xc78ab0e5.
    expect(maskedCrc(Buffer.from('123456789'))).toBe(0xc78ab0e5);
  });
});

describe('eventFile', () => {
  it('has the bytes that TensorBoard writes itself', () => {
    // tensorboard 2.21: RecordWriter.write(event_pb2.Event(…).SerializeToString()) of these events, the first with file_version='brain.Event:2'.
    const expected =
      '0f000000000000006d532b091a0d627261696e2e4576656e743a32fc98512931000000000000009d8383e909000000000000f83f10a9072a230a110a0a747261696e5f' +
      '6c6f7373150000803e0a0e0a076772c3b6c39f6515000040c02ed12b3f2400000000000000422b804d0900000000000002401080e497d0122a130a110a0a746573745f' +
      '6572726f7215cdcccc3d63fa18d9';
    const file = eventFile([
      {
        wallTime: 1.5,
        step: 937,
        values: [
          ['train_loss', 0.25],
          ['größe', -3],
        ],
      },
      { wallTime: 2.25, step: 5_000_000_000, values: [['test_error', 0.1]] },
    ]);
    expect(Buffer.from(file).toString('hex')).toBe(expected);
  });
});
