/** @file A terminal's screen, as far as progress bars ask for one: text, line ends, moves and erasures (ECMA-48), wide letters, lines that are not wrapped. */
import { EventEmitter } from 'node:events';
import { widthOf } from '../src/cli/terminal/text-width.ts';

const ESCAPE = '\u001b';
const SEQUENCE = new RegExp(String.raw`${ESCAPE}\[(\??)(\d*)([A-Za-z])|\n|\r|[^${ESCAPE}\n\r]`, 'gu');

/** Stands for process.stderr. */
export class Screen extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows = 40;
  readonly #lines: string[][] = [[]];
  #x = 0;
  #y = 0;

  constructor(columns: number) {
    super();
    this.columns = columns;
  }

  /** Its lines without blanks at their ends, up to the last that is not empty. */
  text(): string {
    return this.#lines
      .map((line) =>
        Array.from(line, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(text: string): boolean {
    for (const [all, isPrivate, number, kind] of text.matchAll(SEQUENCE)) {
      if (kind !== undefined && isPrivate === '')
        this.#control(kind, number === '' ? undefined : Number(number));
      else if (all === '\n') this.#move(0, this.#y + 1);
      else if (all === '\r') this.#x = 0;
      else if (kind === undefined) this.#put(all);
    }
    return true;
  }

  #put(letter: string): void {
    const line = this.#lines[this.#y]!;
    const width = widthOf(letter);
    // Without wrapping what is too much lands on the last column.
    const x = Math.min(this.#x, this.columns - width);
    line[x] = letter;
    if (width === 2) line[x + 1] = '';
    this.#x = x + width;
  }

  #move(x: number, y: number): void {
    this.#x = Math.max(0, x);
    this.#y = Math.max(0, y);
    while (this.#lines.length <= this.#y) this.#lines.push([]);
  }

  #control(kind: string, number: number | undefined): void {
    const line = this.#lines[this.#y]!;
    if (kind === 'A') this.#move(this.#x, this.#y - (number ?? 1));
    else if (kind === 'B') this.#move(this.#x, this.#y + (number ?? 1));
    else if (kind === 'G') this.#move((number ?? 1) - 1, this.#y);
    else if (kind === 'K' && number === 2) line.length = 0;
    else if (kind === 'K') line.length = Math.min(line.length, this.#x);
    else if (kind === 'J') {
      line.length = Math.min(line.length, this.#x);
      this.#lines.length = this.#y + 1;
    } else throw new Error(`a control sequence that this screen does not know: ${number ?? ''}${kind}`);
  }
}
