/** @file Tensors from wherever a device keeps them to the host. They can't be read in place; a model that passes them on brings them. */
import { input } from '../../../graph/expr.ts';
import { compileGraph } from '../compile.ts';
import type { StepSpec } from '../device.ts';
import type { Shapes, Tensors } from './state.ts';

const onHost = (name: string): string => `host/${name}`;

export interface Download {
  /** The numbers of the tensors that it is for, by name, in memory of their own. */
  read(tensors: Tensors): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/** Compiles a download of tensors of these names and shapes. */
export async function openDownload(
  { device, threads }: Pick<StepSpec, 'device' | 'threads'>,
  shapes: Shapes,
): Promise<Download> {
  const passed = [...shapes].map(([name, shape]) => [onHost(name), input(name, shape)]);
  const session = await compileGraph('download', Object.fromEntries(passed), { device, threads });
  return {
    async read(tensors) {
      const names = [...shapes.keys()];
      const results = await session.run(Object.fromEntries(names.map((name) => [name, tensors.get(name)!])));
      return new Map(names.map((name) => [name, results[onHost(name)]!.data as Float32Array]));
    },
    close: () => session.release(),
  };
}
