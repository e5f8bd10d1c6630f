import type { PushServiceOfOurs } from '@rookery/testkit/push-service';
import type { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { ToldRecord } from '../history.ts';
import type { FaultChoice } from '../plan.ts';
import type { Archive } from './archive.ts';
import type { PageServer } from './page-server.ts';

/** Something that runs Rookery, with a piece of our own network in front of its clients. */
export interface System {
  readonly fronts: readonly TcpProxy[];
  urlOf(front: number): string;
  /** Past the network of ours. */
  readonly directUrl: string;
  /** The file with the link by which one becomes the owner of the server; left out where it is not ours. */
  readonly setupFile?: string;
  /** Pages of ours, which its nodes may look up. */
  readonly pages?: PageServer;
  /** Where its nodes may push to. */
  readonly pushes?: PushServiceOfOurs;
  /** Where it is backed up; left out where it is not ours. */
  readonly archive?: Archive;
  /** Kills the node of that name for good, where there is another one. */
  loseNode?(name: string): Promise<void>;
  /** What its parts say of themselves. */
  describe?(): Promise<string>;
  /** What the consumer of its rooms was told so far, where it has one. */
  told?(): readonly ToldRecord[];
  /** Resolves when every part is there and ready. */
  whole(): Promise<void>;
  stop(): Promise<void>;
}

export type Striking = {
  /** Picks among what there is: any integer. */
  readonly target: number;
  readonly forMs: number;
  /** Tells who is hit. */
  hits(name: string): void;
  /** From now on the system has all that it needs to be whole again. */
  healed(): void;
};

export type Fault<On> = FaultChoice & {
  /** The promise that it attacks: a rule of docs/spec. */
  readonly rule: string;
  /** It may lie over any other; without this they take turns. */
  readonly overlaps?: boolean;
  /** Why this machine cannot do it; null when it can. */
  impossible?(system: On): string | null;
  /** Does it and undoes it. */
  strike(system: On, striking: Striking): Promise<void>;
};
