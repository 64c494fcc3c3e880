/** @file The process of an engine's trial that computes nothing and ends as the engine's name says: what drivers do to whoever loads them. */
const works = { works: true, device: 'made up' };
const tell = (message, then) => process.send(message, undefined, undefined, then);

const ENDS = {
  onnx: () => tell({ ...works, msPerStep: 2, isLast: true }, () => process.exit()),
  // As a driver does that is at fault.
  'onnx:webgpu': () => {
    process.stderr.write('\nthe driver is confused\n');
    tell({ ...works, isLast: false }, () => process.kill(process.pid, 'SIGSEGV'));
  },
  'tfjs:node-gpu': () => process.exit(3),
  // Never answers.
  'tfjs:node': () => setTimeout(() => {}, 60_000),
  // Has timed one step when its time is up.
  'tfjs:js': () => {
    tell({ ...works, msPerStep: 900, isLast: false });
    setTimeout(() => {}, 60_000);
  },
};

process.once('message', ({ engine }) => ENDS[engine]());
