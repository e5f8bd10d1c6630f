import type { Right } from '@rookery/protocol';
import type { Answer } from '@rookery/testkit/person';
import { needing, signedIn } from './answer.ts';
import type { Verdict } from './answer.ts';
import type { Actor, Place, Scene } from './scene.ts';

/** One actor who asks in one place. */
export type Cell = {
  readonly actor: Actor;
  /** Beside the place that is there, the same request is made of one that is not. */
  readonly place: Place;
  readonly scene: Scene;
};

/** What an event is answered, in every cell. */
export type Row = {
  /** Where an event has several: which one. */
  readonly of?: string;
  ask(cell: Cell): unknown;
  answer(cell: Cell): Verdict;
  /** Puts back what an act that was done has changed, on the other node. */
  undo?(cell: Cell, answer: Answer): Promise<unknown>;
  /** What is wrong with an answer that is ok; null: nothing. */
  wrong?(answer: Answer, cell: Cell): string | null;
  /** Who may learn from it that a place exists in which she is not. */
  mayTell?(cell: Cell): boolean;
  /** Nothing in it depends on the place: it is asked in the first one only. */
  readonly isPlaceless?: true;
  /** Ends the session that asks: one more of hers does. */
  readonly endsSession?: true;
  /** A socket would be another person's afterwards, or closed. */
  readonly isOverHttpOnly?: true;
};

type More = Pick<Row, 'of' | 'undo' | 'wrong'>;

/** Asks for a right in the conversation; null: to belong to it. */
export const inside = (right: Right | null, ask: (cell: Cell) => object = () => ({}), more: More = {}): Row => ({
  ask: (cell) => ({ conversation: cell.place.id, ...ask(cell) }),
  answer: ({ actor, place }) => needing(right, actor.kind, place.kind),
  ...more,
});

/** An act against the victim, or the bystander, that is for rooms. */
export const against = (
  right: Right,
  whom: 'victim' | 'bystander',
  ask: (cell: Cell) => object = () => ({}),
  undo?: Row['undo'],
): Row => inside(right, (cell) => ({ user: cell.scene[whom].id, ...ask(cell) }), undo ? { undo } : {});

/** For whoever is signed in, wherever she belongs. */
export const forSignedIn = (ask: Row['ask'], more: Omit<Partial<Row>, 'ask'> = {}): Row => ({
  ask,
  answer: ({ actor }) => signedIn(actor.kind),
  ...more,
});

/** What of a route of accounts and sessions each is answered. */
export type RouteRow = {
  readonly path: (cell: Omit<Cell, 'place'>) => string;
  readonly body?: (cell: Omit<Cell, 'place'>) => object;
  readonly answer: (actor: Actor) => Verdict;
  readonly endsSession?: true;
};
