/** @file What the table of layouts must say of each. */
import type { KeptList } from './pictures.ts';
import type { OpenOptions, Source } from './source.ts';

/** An archive as it was when it was gone through. */
export interface Archive {
  readonly path: string;
  readonly size: number;
  /** In milliseconds. */
  readonly modified: number;
}

/** A source that can be kept. */
export interface KeptSource extends Source {
  readonly train: KeptList;
  readonly test: KeptList;
  /** What its places and labels hang on; none where it was read from folders. */
  readonly archives: readonly Archive[];
}

export interface Layout {
  /** What it looks like, for people. */
  readonly looks: string;
  /** Whether it can be nothing else; a folder of classes may be any pictures. */
  readonly unmistakable: boolean;
  /** Where in or at a folder it is; undefined where it is not. Told by names alone, as it is asked of every folder. */
  recognise(dir: string): string | undefined;
  /** @throws UserError (exit code 3) where it is not whole or damaged. */
  open(root: string, options: OpenOptions): Promise<KeptSource>;
}
