/**
 * @file A reader of the few pickles that data sets come in: dictionaries, lists, strings, numbers and arrays, as Python 2 and 3 write
 * them. A pickle is a program. Nothing of it is ever executed here: what its opcodes may say, and what they may name, are two tables.
 */
import { machine } from './machine.ts';
import { OPCODES, refusal, STOP } from './opcodes.ts';
import type { Pickled } from './values.ts';

/**
 * An operation may cost an object, which takes more room than the byte that asks for it; but data sets are mostly numbers. CIFAR-100's
 * training set takes 300,000, one for 500 bytes, and where each label is a number of NumPy's, up to 1,500,000.
 */
const mostOperations = (bytes: number): number => Math.min(2_000_000, 10_000 + Math.floor(bytes / 50));

/**
 * Reads a pickle of protocol 2 to 5. `where` names it in errors.
 * @throws UserError (exit code 3) for anything but such data: another opcode, another class, a damaged or endless structure.
 */
export function readPickle(bytes: Uint8Array, where: string): Pickled {
  const m = machine(bytes, where);
  m.skip(2);
  if (bytes[0] !== 0x80 || !(bytes[1]! >= 2 && bytes[1]! <= 5))
    throw m.fail('no pickle of protocol 2 to 5; Python writes one with pickle.dump(batch, file, protocol=4)');
  const most = mostOperations(bytes.length);
  for (let operations = 0; operations < most; operations++) {
    m.opcodeAt = m.at();
    const code = m.view.getUint8(m.skip(1));
    if (code === STOP) {
      const value = m.pop();
      if (!m.isEmpty() || m.at() < bytes.length) throw m.fail('the pickle goes on after its end');
      return value as Pickled;
    }
    const operation = OPCODES.get(code);
    if (operation === undefined) throw m.fail(refusal(code));
    operation(m);
  }
  throw m.fail(`more than ${most} operations`);
}
