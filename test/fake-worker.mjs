/** @file A process that trains nothing, writes nothing, and of whose runs each does as its order's command says: what a parent must cope with. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

let runs = 0;

const endOne = () => {
  if (--runs === 0) process.disconnect();
};

const block = () =>
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000), 50);

const ENDS = {
  done: (tell) => {
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 5, total: 10, epoch: 0.5 } });
    tell({
      kind: 'row',
      row: { iteration: 10, epoch: 1, learning_rate: 0.1, test_loss: Number.NaN, seconds: 1 },
    });
    tell({ kind: 'end', end: { status: 'done', iteration: 10 } });
    endOne();
  },
  crash: (tell) => {
    tell({ kind: 'unsaved', unsaved: true });
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 3, total: 10, epoch: 0.3 } });
    throw new Error('a fault of ours');
  },
  crashLater: (tell) => {
    tell({ kind: 'unsaved', unsaved: true });
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 3, total: 10, epoch: 0.3 } });
    setTimeout(() => {
      throw new Error('a fault of ours');
    }, 300);
  },
  killed: (tell) => {
    tell({ kind: 'unsaved', unsaved: true });
    process.kill(process.pid, 'SIGKILL');
  },
  killedEarly: () => process.kill(process.pid, 'SIGKILL'),
  // The folder tells the second process that it is not the first.
  'hung up once': (tell, { folder }) => {
    const mark = join(folder, 'hung-up');
    if (existsSync(mark)) return ENDS.done(tell);
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGHUP');
  },
  // Before it touches its folder.
  crashedEarly: () => {
    throw new Error('a fault of ours');
  },
  // Ends when it is asked to.
  obedient: (tell) => {
    process.on('message', ({ kind }) => {
      if (kind !== 'stop') return;
      tell({ kind: 'end', end: { status: 'interrupted', iteration: 7 } });
      endOne();
    });
    tell({ kind: 'unsaved', unsaved: true });
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 7, total: 10, epoch: 0.7 } });
  },
  // Blocks, as a call to an engine does, and so hears nothing.
  deaf: (tell) => {
    tell({ kind: 'unsaved', unsaved: true });
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 1, total: 10, epoch: 0.1 } });
    block();
  },
  // The same, but all is saved.
  deafButSaved: (tell) => {
    tell({ kind: 'unsaved', unsaved: true });
    tell({ kind: 'unsaved', unsaved: false });
    tell({ kind: 'progress', progress: { phase: 'training', iteration: 1, total: 10, epoch: 0.1 } });
    block();
  },
};

process.on('SIGINT', () => {});
process.on('message', (message) => {
  if (message.kind !== 'start') return;
  runs = message.runs.length;
  for (const [run, { order }] of message.runs.entries())
    ENDS[order.command[0]]((said) => process.send({ run, said }), order);
});
