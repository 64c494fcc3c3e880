/**
 * @file Of runs that share something, one has it made first: the data are read, and what is fitted to them is fitted, by one process before
 * others do so too. So it is done once, and what is wrong with it is found once.
 */

export interface Gates {
  /** Waits until what `key` names is there, or until this one is to make it: then true. False where it can't be had, or after `stop`. */
  enter(key: string): Promise<boolean>;
  /** It is there: whoever waits may pass. */
  open(key: string): void;
  /** It can't be had: nobody passes any more. */
  shut(key: string): void;
  /** Whoever was to make it has left without a word on it: the next one is to. Nothing where it is known already. */
  leave(key: string): void;
}

type Verdict = 'open' | 'shut' | 'try';

interface Gate {
  readonly verdict: Promise<Verdict>;
  settle(verdict: Verdict): void;
}

function closedGate(): Gate {
  let settle: Gate['settle'] = () => {};
  const verdict = new Promise<Verdict>((resolve) => {
    settle = resolve;
  });
  return { verdict, settle };
}

/** Gates that are all closed; `stop` shuts them. */
export function closedGates(stop: AbortSignal): Gates {
  const gates = new Map<string, Gate>();
  stop.addEventListener('abort', () => {
    for (const { settle } of gates.values()) settle('shut');
  });
  const settled = new Set<string>();
  const settle = (key: string, verdict: 'open' | 'shut') => {
    settled.add(key);
    gates.get(key)?.settle(verdict);
    const gate = closedGate();
    gate.settle(verdict);
    gates.set(key, gate);
  };
  return {
    async enter(key) {
      for (;;) {
        if (stop.aborted) return false;
        const gate = gates.get(key);
        if (!gate) {
          gates.set(key, closedGate());
          return true;
        }
        const verdict = await gate.verdict;
        if (verdict !== 'try') return verdict === 'open' && !stop.aborted;
      }
    },
    open: (key) => {
      if (!settled.has(key)) settle(key, 'open');
    },
    shut: (key) => settle(key, 'shut'),
    leave: (key) => {
      if (settled.has(key)) return;
      const gate = gates.get(key);
      gates.delete(key);
      gate?.settle('try');
    },
  };
}
