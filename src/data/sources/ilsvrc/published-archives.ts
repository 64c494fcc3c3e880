/** @file The archives of ILSVRC 2012, as image-net.org publishes them. */

export interface PublishedArchive {
  readonly name: string;
  readonly md5: string;
}

export const TRAIN: PublishedArchive = {
  name: 'ILSVRC2012_img_train.tar',
  md5: '1d675b47d978889d74fa0da5fadfb00e',
};
export const VAL: PublishedArchive = {
  name: 'ILSVRC2012_img_val.tar',
  md5: '29b22e2961454d5413ddabcf34fc5622',
};
export const DEVKIT: PublishedArchive = {
  name: 'ILSVRC2012_devkit_t12.tar.gz',
  md5: 'fa75699e90414af021442c21a62c3abf',
};

/** Whether a sum is that of the archive of this name. */
export const isPublished = (name: string, md5: string): boolean =>
  [TRAIN, VAL, DEVKIT].some((one) => one.name === name && one.md5 === md5);
