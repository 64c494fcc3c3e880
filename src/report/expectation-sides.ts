/** @file The two sides of what a claim expects: which pairs of variants are meant, and what each has. */
import type { Operand } from '../compare/assertions.ts';
import { type VariantRuns, variantsMeant } from '../compare/variant-runs.ts';
import type { ValuesByRun } from '../statistics/difference.ts';
import { valuesOf } from './claimed-values.ts';
import type { Sides } from './measurement.ts';

/** Where names are short for several variants, one pair for each that are alike in everything else. */
export function pairsOf(left: Operand, right: Operand, variants: readonly VariantRuns[]): readonly Sides[] {
  const meant = (side: Operand) =>
    typeof side === 'number' ? [undefined] : variantsMeant(variants, side.variant);
  return meant(left).flatMap((one) =>
    meant(right)
      .filter((other) => !one || !other || restOf(one, left) === restOf(other, right))
      .map((other) => [one, other] as const),
  );
}

/** What a variant sets besides what the side names. */
function restOf({ variant }: VariantRuns, side: Operand): string {
  const named = typeof side === 'number' ? [] : side.variant.split(',');
  const rest = Object.entries(variant).filter(
    ([column, value]) => !named.includes(value) && !named.includes(`${column}=${value}`),
  );
  return JSON.stringify(rest.sort());
}

/** `elu test_loss`, `2 · |relu test_loss|`. */
export function sideText(side: Operand, variant: VariantRuns | undefined): string {
  if (typeof side === 'number') return String(side);
  const quantity = `${variant!.name} ${side.column}`;
  return `${side.factor === 1 ? '' : `${side.factor} · `}${side.magnitude ? `|${quantity}|` : quantity}`;
}

/** A number itself; of a variant its values by run. */
export function sideValues(
  side: Operand,
  variant: VariantRuns | undefined,
  at: string | undefined,
): number | ValuesByRun {
  if (typeof side === 'number') return side;
  const values = [...valuesOf(variant!, side.column, at)];
  return new Map(
    values.map(([run, value]) => [run, side.factor * (side.magnitude ? Math.abs(value) : value)]),
  );
}
