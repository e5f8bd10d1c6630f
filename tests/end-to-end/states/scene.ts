import type { Device, Stage, Who } from './stage.ts';

/** A state of a screen, and how a reader comes to see it. */
export type State = {
  readonly state: string;
  /** Left out: the reader. */
  readonly who?: Who;
  /** Left out: what was read is on it. */
  readonly device?: Device;
  /** There is more of it than a window shows: higher windows. */
  readonly tall?: true;
  /** It is there on a phone alone. */
  readonly narrow?: true;
  readonly show: (stage: Stage) => Promise<unknown>;
};

export type Scene = State & { readonly screen: string };
