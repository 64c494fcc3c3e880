/** @file Where pictures come from: what every layout of folders and archives becomes, so that whoever prepares pictures need not know it. */

/** Where the bytes of a picture lie. */
export interface Place {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** For people: `ILSVRC2012_img_train.tar: n01440764_10026.JPEG`, or the path. */
  readonly name: string;
}

/** Pictures by class, and within one by name (code points), so that the same ones have the same order whatever they come in. */
export interface PictureList {
  readonly labels: Uint16Array;
  place(i: number): Place;
}

export interface Source {
  /** What it is, for people: `Tiny ImageNet`. */
  readonly title: string;
  /** The real path of the folder. */
  readonly root: string;
  /** Sorted by code points; a label is a place here. */
  readonly classes: readonly string[];
  readonly train: PictureList;
  /** What these data sets call validation. */
  readonly test: PictureList;
  /** What was guessed, or is not as it was published, a line each. */
  readonly remarks: readonly string[];
  /** MD5 of each archive by its name; of folders a SHA-256 of names and sizes of the pictures. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  /** Share of each class that is held out where there is no validation set; by default 0.1. */
  readonly validation?: number;
  readonly signal: AbortSignal;
  /** How far it is: in bytes, or, where `total` is undefined, in pictures that were found. */
  progress?(done: number, total: number | undefined): void;
}
