/** @file Matrices of Winograd's minimal filtering for a whole line of tiles, with padding and the tiles' overlap in them. */

/** Points at which the polynomials are evaluated, besides infinity; small ones, since their powers are where rounding comes from. */
const POINTS = [0, 1, -1, 2, -2];
/** The most outputs of a tile: with larger ones rounding grows faster than multiplications fall. */
const LARGEST_TILE = 4;

/** How one axis is cut into tiles of `m` outputs, each from n = m + k − 1 inputs at n points. */
export interface Tiles {
  readonly points: number;
  readonly tiles: number;
  /** [points · tiles, size]: from the inputs along the axis to the points of each tile. */
  readonly input: readonly (readonly number[])[];
  /** [out, points · tiles]: from the points to the outputs. */
  readonly output: readonly (readonly number[])[];
  /** [points, k]: from the taps to the points. */
  readonly kernel: readonly (readonly number[])[];
}

/** Coefficients, lowest first, of the product of (x − root). */
function polynomial(roots: readonly number[]): number[] {
  let p = [1];
  for (const root of roots) p = [0, ...p].map((lower, i) => lower - root * (p[i] ?? 0));
  return p;
}

/** Number of points for tiles of m. */
const pointsOf = (m: number, k: number): number => m + k - 1;

/** Outputs of a tile with which an axis takes the fewest points in all; at 1 point a tap, that is no tiles at all. */
export function bestTile(out: number, k: number): number {
  const sizes = Array.from({ length: LARGEST_TILE }, (_, i) => i + 1).filter(
    (m) => m <= out && pointsOf(m, k) <= POINTS.length + 1,
  );
  const cost = (m: number): number => Math.ceil(out / m) * pointsOf(m, k);
  return sizes.reduce((best, m) => (cost(m) < cost(best) ? m : best), 1);
}

const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

/** Bᵀ, [n, n]: a row for each point, of the polynomial of the other points; the last row, of all points, stands for infinity. */
function inputToPoints(points: readonly number[]): number[][] {
  const n = points.length + 1;
  return [...points, Number.POSITIVE_INFINITY].map((point) => {
    const coefficients = polynomial(points.filter((other) => other !== point));
    return Array.from({ length: n }, (_, i) => coefficients[i] ?? 0);
  });
}

/** G, [n, k]: the powers of each point, by the product of its distances to the others; infinity takes the last tap. */
function kernelToPoints(points: readonly number[], k: number): number[][] {
  const lines = points.map((point) => {
    const scale = points.reduce(
      (product, other) => (other === point ? product : product * (point - other)),
      1,
    );
    return Array.from({ length: k }, (_, j) => point ** j / scale);
  });
  return [...lines, Array.from({ length: k }, (_, j) => Number(j === k - 1))];
}

/** Cook-Toom's F(m, k) along an axis of `size` inputs, `pad` zeros before the first of them, and `out` outputs. */
export function tilesOf(
  m: number,
  k: number,
  { size, pad, out }: Record<'size' | 'pad' | 'out', number>,
): Tiles {
  const n = pointsOf(m, k);
  const points = POINTS.slice(0, n - 1);
  const tiles = Math.ceil(out / m);
  const toPoints = inputToPoints(points);
  const [input, output] = [zeros(n * tiles, size), zeros(out, n * tiles)];
  for (let tile = 0; tile < tiles; tile++)
    for (let i = 0; i < n; i++) {
      for (let r = 0; r < n; r++) {
        const place = m * tile + r - pad;
        if (place >= 0 && place < size) input[i * tiles + tile]![place] = toPoints[i]![r]!;
      }
      for (let j = 0; j < m && m * tile + j < out; j++)
        output[m * tile + j]![i * tiles + tile] = i < n - 1 ? points[i]! ** j : Number(j === m - 1);
    }
  return { points: n, tiles, input, output, kernel: kernelToPoints(points, k) };
}
