/** @file Whether the labels of an axis have room beside each other. Widths are estimated: what draws the SVG later knows its font, we don't. */

/** Where labels go. */
export interface Room {
  /** Length of the axis. */
  readonly pixels: number;
  /** Whether labels stand side by side, as on an x axis, or above each other. */
  readonly isAcross: boolean;
  /** Place of a value on the axis, 0 at its start and 1 at its end. */
  at(value: number): number;
}

const DIGIT = 7;
const LINE = 13;
const GAP = { across: 7, up: 2 } as const;

/** Whether no label lies on its neighbour; those at the ends of the axis are pushed inward, so that they end with it. */
export function fits(ticks: readonly number[], { pixels, isAcross, at }: Room): boolean {
  const labels = ticks.map((value) => {
    const size = isAcross ? DIGIT * textOf(value).length : LINE;
    const place = pixels * at(value);
    if (place < 1) return { from: 0, to: size };
    if (place > pixels - 1) return { from: pixels - size, to: pixels };
    return { from: place - size / 2, to: place + size / 2 };
  });
  const gap = isAcross ? GAP.across : GAP.up;
  return labels.every(({ from }, i) => i === 0 || from - labels[i - 1]!.to >= gap);
}

/** As the format of scale.ts has it, about. */
function textOf(value: number): string {
  const digits = value.toPrecision(12);
  return digits.includes('e') ? digits.replace(/\.?0*e/, 'e') : String(Number(digits));
}
