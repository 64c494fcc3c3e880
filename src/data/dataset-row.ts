/** @file What the table of data sets must say of each. */
import type { Dataset, Look, WantedForm } from './dataset.ts';

/** Where a data set was found on this machine (`where` is for people), or why not and what to do about it. */
export type Location =
  | { readonly found: true; readonly dir: string; readonly where: string }
  | { readonly found: false; readonly problem: string; readonly remedy: string };

export interface FetchOptions {
  /** Where the user has it from, instead of where it is published; what may stand here is the data set's to say. */
  readonly from?: string;
  readonly signal: AbortSignal;
  /** Bytes there are so far, and in all where that is known. */
  readonly progress: (bytes: number, total: number | undefined) => void;
}

/** A data set that was brought into the data folder, whole. */
export interface Brought {
  readonly name: string;
  readonly folder: string;
  /** What there is to say of it, a line each, where it need not be as it was published. */
  readonly told?: readonly string[];
}

/**
 * Brings a data set into the data folder, checked. What an attempt that broke off has brought is used by the next.
 * @throws UserError: exit code 2 where it can't be had from there, 3 where nothing or something damaged came, 1 where it can't be written.
 */
export type Fetch = (options: FetchOptions) => Promise<Brought>;

export interface ImportOptions {
  /** Which data set the user says that it is. */
  readonly name?: string;
  readonly signal: AbortSignal;
  /** How far it is, in bytes, or in pictures that were found where `total` is undefined. */
  readonly progress: (done: number, total: number | undefined) => void;
}

/**
 * Brings what a folder or an archive of the user's holds into the data folder, checked; undefined where that is no data set that it knows.
 * @throws UserError: exit code 3 where the path is missing, or the data set not whole or damaged; 1 where the folder can't be written.
 */
export type Import = (path: string, options: ImportOptions) => Promise<Brought | undefined>;

/** Whoever waits while files are read. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Bytes that are read, of all. */
  progress(bytes: number, total: number): void;
}

export interface DatasetRow {
  readonly summary: string;
  readonly files: string;
  readonly source: string;
  readonly licence: string;
  /** What is known of its samples without reading it, by which it is whole; null: only the files say. */
  readonly samples:
    | (Pick<Dataset, 'sampleShape' | 'imageSize' | 'classes'> & {
        readonly train: number;
        readonly test: number;
        /** Whether its images stay in files. */
        readonly inFiles?: boolean;
      })
    | null;
  /** Where it is when `dataset.dir` says nothing; null: only the user can say. */
  readonly locate: (() => Promise<Location>) | null;
  load(dir: string, wanted: WantedForm): Promise<Dataset>;
  /** What shows without reading the files through, in some milliseconds; throws as `load` does. */
  look(dir: string, wanted: WantedForm): Promise<Look>;
  /** The checksums that `load` gives, without its images; null: it takes only files with those that are published. */
  readonly checksums: ((dir: string, wanted: WantedForm) => Promise<Dataset['checksums']>) | null;
  /** Reads what lies in files through, and tells what is whole, a line each; null: `load` does. */
  readonly verify: ((dir: string, watch: Watch) => Promise<readonly string[]>) | null;
  /** Or why there is nothing to fetch: words that go on from its name. */
  readonly fetch: Fetch | string;
  /** Null: it is read where it is. Data sets that come in one form share their function, which tells them apart. */
  readonly import: Import | null;
}
