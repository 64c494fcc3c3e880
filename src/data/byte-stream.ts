/** @file Bytes in the order in which they come, of which so many are taken as are asked for, whatever the pieces that they come in. */

export interface ByteStream {
  /** Bytes that were taken. */
  position(): number;
  /** Takes the next `count` bytes, or as many as there are, into `into` or to nowhere, and says how many there were. */
  take(count: number, into?: Uint8Array): Promise<number>;
  /** Gives up what the bytes come from. */
  close(): Promise<void>;
}

export function byteStream(pieces: AsyncIterable<Uint8Array>): ByteStream {
  const ahead = pieces[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array();
  /** Bytes of the piece that were taken. */
  let used = 0;
  let position = 0;
  return {
    position: () => position,
    async take(count, into) {
      let taken = 0;
      while (taken < count) {
        if (used === piece.length) {
          const next = await ahead.next();
          if (next.done) break;
          piece = next.value;
          used = 0;
        }
        const length = Math.min(piece.length - used, count - taken);
        into?.set(piece.subarray(used, used + length), taken);
        used += length;
        taken += length;
      }
      position += taken;
      return taken;
    },
    async close() {
      await ahead.return?.();
    },
  };
}
