import type { Device, Stage, Who } from './stage.ts';

/** A screen in a state, and how a reader comes to see it. */
export type Scene = {
  readonly screen: string;
  readonly state: string;
  /** Left out: the reader. */
  readonly who?: Who;
  /** Left out: what was read is on it. */
  readonly device?: Device;
  readonly show: (stage: Stage) => Promise<unknown>;
};
