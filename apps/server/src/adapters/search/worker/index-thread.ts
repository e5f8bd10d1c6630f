import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { IndexAnswer, IndexCall } from '../index-messages.ts';
import { openIndex, removeIndex } from './index-database.ts';
import { IndexUpkeep } from './index-upkeep.ts';
import { NodeIndex } from './node-index.ts';

/** How nice the thread is: beside a busy main thread it gets a quarter of a core, and an answer in time where much else runs. Linux knows priorities of threads. */
const standsBackBy = 5;
/** Nobody has asked for so long: the index is kept up, … */
const idleMs = 250;
/** … with so long between two steps of it. */
const betweenStepsMs = 10;
/** Result codes of SQLite (the low byte) for a file that is damaged, or is none of its own. */
const damaged = new Set([11, 26]);

const port = parentPort;
if (!port) throw new Error('this file is a worker');
const { file } = workerData as { readonly file: string };
if (process.platform === 'linux') setPriority(0, standsBackBy);

let db = openIndex(file);
let index = new NodeIndex(db);
let upkeep = new IndexUpkeep(db);

/** A damaged file is made anew: the log has all that it held. */
function perform({ call }: IndexCall): unknown {
  switch (call.name) {
    case 'positions':
      return index.positions(...call.args);
    case 'emptied':
      return index.emptied(...call.args);
    case 'covered':
      return index.covered(...call.args);
    case 'apply':
      upkeep.wrote(call.args[0].messages.length);
      return index.apply(...call.args);
    case 'forget':
      return index.forget(...call.args);
    case 'find':
      return index.find(...call.args);
  }
}

function answerTo(call: IndexCall): IndexAnswer {
  try {
    return { id: call.id, value: perform(call) };
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && damaged.has(Number(error.errcode) & 255)) {
      db.close();
      removeIndex(file);
      db = openIndex(file);
      index = new NodeIndex(db);
      upkeep = new IndexUpkeep(db);
    }
    return { id: call.id, failure: error instanceof Error ? error.message : String(error) };
  }
}

let idle: NodeJS.Timeout | null = null;

/** A step that fails (another program holds the file) is tried when the next call has come. */
function keepUp(): void {
  try {
    idle = upkeep.step() ? setTimeout(keepUp, betweenStepsMs) : null;
  } catch {
    idle = null;
  }
}

port.on('message', (message: IndexCall | 'close') => {
  if (idle) clearTimeout(idle);
  if (message === 'close') {
    db.close();
    port.close();
    return;
  }
  port.postMessage(answerTo(message));
  idle = setTimeout(keepUp, idleMs);
});
