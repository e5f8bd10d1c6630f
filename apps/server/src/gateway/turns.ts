let turn = 0;
let isCounting = false;

function next(): void {
  turn += 1;
  isCounting = false;
}

/** Tells the turns of the event loop apart. */
export const turns = {
  /** The number of this turn. Costs nothing in turns in which nobody asks. */
  now(): number {
    if (!isCounting) setImmediate(next);
    isCounting = true;
    return turn;
  },
};
