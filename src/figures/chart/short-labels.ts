/** @file Names that fit into a legend or above a panel: long ones lose their middle, since what tells names apart stands at their ends. */

/** By the whole name, what is shown of it: at most `most` characters, and no two alike. */
export function shortLabels(names: readonly string[], most: number): ReadonlyMap<string, string> {
  const taken = new Set(names.filter((name) => name.length <= most));
  return new Map(
    names.map((name) => {
      if (name.length <= most) return [name, name];
      const label = numbered(name, most, taken);
      taken.add(label);
      return [name, label];
    }),
  );
}

/** Two that begin and end alike get a number. */
function numbered(name: string, most: number, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : ` (${number})`;
    const kept = most - 1 - end.length;
    const head = [...name].slice(0, Math.ceil(kept / 2)).join('');
    const tail = [...name].slice(-Math.floor(kept / 2)).join('');
    const label = `${head}…${tail}${end}`;
    if (!taken.has(label)) return label;
  }
}
