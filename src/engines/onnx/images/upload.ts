/** @file Rows of numbers or bytes from the host to wherever a device keeps them, to stay: what is only fed to a model crosses anew in each call. */
import type { Device } from '../device.ts';
import { nodes } from '../nodes.ts';
import { encodeModel, valueInfo } from '../proto.ts';
import { createSession, ort } from '../session.ts';

type Rows = Float32Array | Uint8Array;

const SENT = 'sent';
const HERE = 'here';

export interface Upload {
  /** A tensor of the device, [rows, length]. */
  rows(values: Rows): Promise<ort.Tensor>;
  close(): Promise<void>;
}

/** Compiles an upload of rows of a length. A Reshape that changes nothing passes them on: no other op does so for bytes on every device. */
export async function openUpload(
  { device, threads }: { readonly device: Device; readonly threads: number },
  type: 'float32' | 'uint8',
  length: number,
): Promise<Upload> {
  const passed = nodes('upload');
  passed.reshape(SENT, [-1, length], HERE);
  const model = encodeModel({
    name: 'upload',
    node: passed.written,
    initializer: passed.constants,
    input: [valueInfo(SENT, ['rows', length], type)],
    output: [valueInfo(HERE, ['rows', length], type)],
  });
  const session = await createSession(model, { device, threads, stay: true });
  return {
    async rows(values) {
      const sent = new ort.Tensor(type, values, [values.length / length, length]);
      return (await session.run({ [SENT]: sent }))[HERE]!;
    },
    close: () => session.release(),
  };
}
