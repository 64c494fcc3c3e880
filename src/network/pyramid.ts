/**
 * @file Spatial pyramid pooling (He et al. 2014): the maxima of a map cut into level × level windows, for each level, side by side; so what comes
 * after sees as many numbers whatever the map. Windows as Caffe lays them: kernel = stride = ⌈n / level⌉, with what they are too long for the map
 * around it. So each pixel lies in one window of a level.
 */
import { usageError } from '../errors.ts';
import type { Expr, Shape } from '../graph/expr.ts';
import { concat, maxPool, reshape } from '../graph/ops.ts';
import type { PoolAttributes } from '../graph/window.ts';

/** Windows along one axis of a map: their length, which is also their distance, and the padding before the first and after the last. */
interface Windows {
  readonly length: number;
  readonly before: number;
  readonly after: number;
}

function windowsAlong(n: number, level: number): Windows {
  const length = Math.ceil(n / level);
  const rest = length * level - n;
  const before = Math.floor((rest + 1) / 2);
  return { length, before, after: rest - before };
}

/** Whether every window has a pixel of the map: else the first one lies in the padding alone, which is never the shorter one there. */
const fits = (map: Shape, level: number): boolean =>
  map.every((n) => {
    const { length, before } = windowsAlong(n, level);
    return before < length;
  });

/** @throws UserError (exit code 2) where a window of a level would lie beside the map. */
export function checkPyramid(levels: readonly number[], map: Shape): void {
  const empty = levels.find((level) => !fits(map, level));
  if (empty === undefined) return;
  const fitting = Array.from({ length: Math.min(empty, ...map) }, (_, i) => i + 1).filter((level) =>
    fits(map, level),
  );
  throw usageError(
    `network.spp: level ${empty} leaves windows empty on a map of ${map.join(' × ')}; expected levels that fit it (${fitting.join(', ')}), or a map of another size, by other images or other stacks.`,
  );
}

/** Numbers of a sample that levels leave of [C, H, W]. */
export const pyramidSize = (levels: readonly number[], [channels]: Shape): number =>
  channels! * levels.reduce((sum, level) => sum + level ** 2, 0);

/** [N, C, H, W] to [N, numbers]: level by level, of each [C, level, level]. */
export function pyramid(x: Expr, levels: readonly number[]): Expr {
  const [n, ...sample] = x.shape;
  const parts = levels.map((level) => reshape(pooled(x, level), [n!, pyramidSize([level], sample)]));
  return parts.length === 1 ? parts[0]! : concat(parts, 1);
}

/** [N, C, level, level]; where that is the map it is there already. */
function pooled(x: Expr, level: number): Expr {
  const [high, wide] = x.shape.slice(2).map((n) => windowsAlong(n, level)) as [Windows, Windows];
  const kernel = [high.length, wide.length];
  const windows: PoolAttributes = {
    kernel_shape: kernel,
    strides: kernel,
    pads: [high.before, wide.before, high.after, wide.after],
  };
  return kernel.every((length) => length === 1) ? x : maxPool(x, windows);
}
