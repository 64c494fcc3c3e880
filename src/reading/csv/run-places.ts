/** @file Where each run of a CSV file belongs, and which of its variant it is: by a column, by a name that ends in a number, or as they come. */
import { dataError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { bareName, sameName } from '../column-names.ts';
import type { RunLog } from '../run.ts';
import type { RunLabel } from '../run-label.ts';
import { isMissing } from './field-numbers.ts';
import { labelsOf } from './pairing-labels.ts';
import { type Place, placeByRows, splitName } from './run-identity.ts';
import { type Source, textAt } from './source.ts';

/** Where a run belongs, and what tells it from the others of its variant. */
export type Placed = Omit<Place, 'run'> & Pick<RunLog, 'run' | 'isUnnamed'>;

/** The places of runs, and the columns that say which are pairs. */
interface Places {
  readonly places: readonly Placed[];
  readonly pairing: readonly string[];
}

/** `first`: the first row of each run, which says what it is. */
export function placesOf(source: Source, first: readonly number[], byFile: Place): Places {
  const { name, run } = source.roles;
  const experiment = [...source.plain.table.columns.keys()].find((one) => sameName(one, 'experiment'));
  const places = first.map((row) => placeOf(source, row, experiment, byFile));
  const columns = name === undefined ? run : [];
  if (columns.length === 0)
    return {
      places: numbered(
        places,
        places.map((place) => place.run),
      ),
      pairing: [],
    };
  const found = labelsOf(
    first.map((row, at) => ({
      variant: variantKey(places[at]!),
      texts: columns.map((column) => runText(source, column, row)),
    })),
  );
  return { places: numbered(places, found.labels), pairing: found.columns.map((at) => columns[at]!) };
}

/** What a variant is called whose field is empty. */
const EMPTY = '(empty)';

/** What a row says of its run; `column` is that of the experiment. */
function placeOf(source: Source, row: number, column: string | undefined, byFile: Place): Place {
  const { file, roles } = source;
  const experiment = column === undefined ? '' : textAt(source, column, row);
  if (roles.name !== undefined) {
    const { before, run } = splitName(textAt(source, roles.name, row));
    return { ...placeByRows(file, byFile, experiment, [['variant', before]]), run: run ?? byFile.run };
  }
  const sets = roles.variant.map(
    (one) => [bareName(one).toLowerCase(), textAt(source, one, row) || EMPTY] as const,
  );
  return placeByRows(file, byFile, experiment, sets.length === 0 ? undefined : sets);
}

/** A variant whose runs have no label, or one twice, has them numbered as they come. */
function numbered(places: readonly Place[], labels: readonly (RunLabel | undefined)[]): readonly Placed[] {
  const byVariant = groupBy(places.keys(), (at) => variantKey(places[at]!));
  const placed = new Array<Placed>(places.length);
  for (const own of byVariant.values()) {
    const isNamed = own.length === new Set(own.flatMap((at) => labels[at] ?? [])).size;
    for (const [number, at] of own.entries())
      placed[at] = {
        ...places[at]!,
        run: isNamed ? labels[at]! : number,
        ...(!isNamed && own.length > 1 && { isUnnamed: true }),
      };
  }
  return placed;
}

const variantKey = ({ experimentPath, variantName }: Place): string =>
  JSON.stringify([experimentPath, variantName]);

/**
 * The label of a run.
 * @throws UserError (exit code 3) where there is none, or a fraction.
 */
function runText(source: Source, column: string, row: number): string {
  const text = textAt(source, column, row);
  const number = source.plain.table.columns.get(column)!.numbers?.[row];
  if (number === undefined ? !isMissing(text) : Number.isInteger(number)) return text;
  throw dataError(
    `${source.file}, row ${source.plain.table.numberOf(row)}, column ${column}: expected a whole number${number === undefined ? ' or a label' : ''}, found ${JSON.stringify(text)}.`,
  );
}
