/** @file sharp, set for many threads that each decode a picture: one thread a picture, and nothing kept of those gone by. */
import sharp from 'sharp';

// Both hold for the process, whichever thread says so.
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
