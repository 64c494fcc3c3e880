/** @file How a JPEG file ends, told without decoding it. */

/** From its last start of a scan on: further ahead, a thumbnail may have an end of its own. */
const lastScan = (file: Buffer): Buffer =>
  file.subarray(Math.max(0, file.lastIndexOf('ffda', undefined, 'hex')));

export const isJpegCutOff = (file: Buffer): boolean => !lastScan(file).includes('ffd9', 'hex');

/** Markers that JPEG reserves; 0 is no marker but a byte of 255. */
const isUnknown = (code: number): boolean =>
  (code > 1 && code < 0xc0) || [0xc8, 0xde, 0xdf].includes(code) || (code >= 0xf0 && code < 0xfe);

/**
 * Whether there is a marker that JPEG doesn't know among the pixels. There they end, and libjpeg leaves the rest grey. Who asks it to finish, as
 * Pillow does and libvips doesn't, is told of an error.
 */
export function isJpegBrokenOff(file: Buffer): boolean {
  const scan = lastScan(file);
  const end = scan.indexOf('ffd9', 'hex');
  for (let at = scan.indexOf(0xff); at >= 0 && at < end; at = scan.indexOf(0xff, at + 1))
    if (isUnknown(scan[at + 1]!)) return true;
  return false;
}
