/** @file Which columns of text say what was varied: what is the same all through a run, and not in every other. */
import { isTimeName, plainName, rankAs } from '../column-names.ts';
import { type Groups, textsBy } from './row-groups.ts';
import type { CsvColumn, CsvTable } from './table.ts';

/** Columns of text that may make a variant. */
export interface Texts {
  /** Those whose names say so. */
  readonly named: readonly string[];
  /** All of them, likeliest last. */
  readonly open: readonly string[];
}

/** Columns of text that have more than one value, without those in `roles`, times, and what stands aside by its name. */
export function textsOf({ columns }: CsvTable, roles: readonly string[]): Texts {
  const names = [...columns]
    .filter(
      ([name, column]) =>
        !column.numbers &&
        column.damage === undefined &&
        !roles.includes(name) &&
        rankAs('aside', name) < 0 &&
        !isTimeName(name) &&
        !isTime(column) &&
        new Set(column.texts).size > 1,
    )
    .map(([name]) => name)
    .sort(
      (a, b) =>
        likelihood(a, columns.get(a)!) - likelihood(b, columns.get(b)!) ||
        (plainName(a) < plainName(b) ? -1 : 1),
    );
  return { named: names.filter((name) => rankAs('variant', name) >= 0), open: names };
}

/** True and false are likelier about a moment than about a run. */
function likelihood(name: string, column: CsvColumn): number {
  if (rankAs('variant', name) >= 0) return 2;
  return isFlag(column) ? 0 : 1;
}

/** `2024-05-01 12:00`, `12:00:01`, `5/1/2024`, `May 1, 2024`. */
const TIME =
  /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4})/i;

const isFlag = ({ texts }: CsvColumn): boolean => texts.every((text) => /^(true|false|yes|no|)$/i.test(text));

const isTime = ({ texts }: CsvColumn): boolean => texts.every((text) => text === '' || TIME.test(text));

/** What the columns of text are to runs that are told apart already. */
export interface TextRoles {
  readonly varied: readonly string[];
  /** What names each run, where no column does by its name. */
  readonly names: readonly string[];
  /** Those that change within a run. */
  readonly changing: readonly string[];
  /** Those that are the same all through a run, but that nothing needs to tell runs apart. */
  readonly spare: readonly string[];
}

/**
 * Of the columns of text those that make variants of these groups of rows: those whose names say so, and what is needed besides to tell
 * runs of one label apart; without any, and where runs have no label, what is the same all through each run and of several. What
 * every run has another of names it; it makes a variant where nothing else does.
 */
export function textRoles(
  table: CsvTable,
  groups: Groups,
  { named, open }: Texts,
  needed: readonly string[],
  hasRun: boolean,
): TextRoles {
  const texts = new Map(open.map((name) => [name, textsBy(groups, table.columns.get(name)!)]));
  const distinct = (name: string) => new Set(texts.get(name)).size;
  const changing = open.filter((name) => texts.get(name) === undefined);
  const constant = open.filter((name) => texts.get(name) !== undefined && distinct(name) > 1);
  const shared = constant.filter((name) => distinct(name) < groups.count);
  const told = constant.filter((name) => named.includes(name) || needed.includes(name));
  if (hasRun) {
    const varied = told.length > 0 ? told : shared;
    return { varied, names: [], changing, spare: constant.filter((name) => !varied.includes(name)) };
  }
  const varied = constant.filter((name) => named.includes(name) || shared.includes(name));
  const names = constant.filter((name) => !varied.includes(name));
  return varied.length === 0
    ? { varied: names, names: [], changing, spare: [] }
    : { varied, names, changing, spare: [] };
}
