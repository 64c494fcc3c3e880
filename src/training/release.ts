/**
 * @file Gives back the memory of what loading has left: bytes of files and archives, whitening's temporaries. JavaScript collects such garbage when
 * its own heap has grown, which it hardly does while an engine computes, so that hundreds of megabytes would stay to a run's end.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage, in some milliseconds. */
export function releaseGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
