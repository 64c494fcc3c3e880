/** @file What is wrong in what a user wrote, told so that it can be mended: where, what was found, what is expected, and the line itself. */
import { type UserError, usageError } from '../errors.ts';
import { marked, visible } from '../text/visible.ts';
import type { Source, Span } from './source.ts';

export interface Problem {
  readonly at: Span;
  /** Path of the key, `optimizer.momentum`; empty where none applies. */
  readonly path: string;
  readonly message: string;
}

const MOST = 20;

/** One error that tells all problems (the first twenty of very many): those of the file in its order, then those of arguments. */
export function problemsError(problems: readonly Problem[]): UserError {
  const different = new Map(
    problems.map((problem) => [JSON.stringify([...rank(problem), problem.path, problem.message]), problem]),
  );
  const ordered = [...different.values()].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[2] - rank(b)[2]);
  const rest = ordered.length - MOST;
  return usageError(
    [...ordered.slice(0, MOST).map(tell), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n'),
  );
}

const rank = ({ at: { source, start } }: Problem): [kind: number, name: string, start: number] => [
  source.kind === 'file' ? 0 : 1,
  source.name,
  start,
];

function tell({ at, path, message }: Problem): string {
  const { source, start } = at;
  if (source.kind === 'argument') {
    return `argument "${visible(shorten(source.name, 60))}": ${visible(message)}\n${frame(at, '')}`;
  }
  const { line, column } = position(source, start);
  const said = visible(`${source.name}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`);
  // Nothing to show for what is missing from the whole file.
  return at.end === 0 ? said : `${said}\n${frame(at, `${line} | `)}`;
}

/** Line and column of an offset, both from 1. */
export function position(
  { text }: Source,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const FRAME = 100;

/** The line that holds the start of a span, with carets below it; of a long line, the part around the span. */
function frame({ source, start, end }: Span, label: string): string {
  const { line, column } = position(source, start);
  const whole = source.text.split(/\r\n|\n|\r/)[line - 1] ?? '';
  const from = whole.length <= FRAME ? 0 : Math.max(0, column - 1 - FRAME / 2);
  const shown = marked(whole.slice(from, from + FRAME));
  const at = column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(end - start, shown.length - at)));
  const blank = label.replaceAll(/[^|]/g, ' ');
  return `  ${label}${shown}\n  ${blank}${' '.repeat(at)}${carets}`.replaceAll(/ +$/gm, '');
}

/** Text cut to a length, with an ellipsis where it was cut. */
export const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** ` (did you mean "x"?)`, or nothing. */
export const didYouMean = (name: string | undefined): string =>
  name === undefined ? '' : ` (did you mean "${name}"?)`;
