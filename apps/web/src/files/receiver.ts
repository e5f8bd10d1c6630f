import { cell } from '../lib/cell.ts';

type Receiver = {
  readonly take: (files: readonly File[]) => void;
  /** Asks the reader which. */
  readonly choose: () => void;
};

/** Where files go that are dropped or pasted anywhere: the composer that is open. */
export const receiver = cell<Receiver | undefined>(undefined);
