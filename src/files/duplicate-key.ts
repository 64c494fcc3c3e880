/** @file Finds what JSON.parse passes over in silence: a key that stands twice in one object. */

function afterString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterSpace(json: string, start: number): number {
  let at = start;
  while (' \t\n\r'.includes(json[at] ?? 'x')) at += 1;
  return at;
}

/** The first key that repeats within its object, undefined where none does. `json` must be valid JSON. */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '{' || character === '[') open.push(new Set());
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = afterString(json, at);
      if (json[afterSpace(json, end)] === ':') {
        const key = String(JSON.parse(json.slice(at, end)));
        if (open.at(-1)?.has(key)) return key;
        open.at(-1)?.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}
