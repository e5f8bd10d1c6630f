import { limits } from '@rookery/protocol';
import type { ConversationId, PayloadOf, User } from '@rookery/protocol';
import type { Clock } from './clock.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';

/** Who types: at most five by name, and how many more. */
export type Typists = { readonly users: readonly User[]; readonly more: number };

const nobody: Typists = { users: [], more: 0 };
/** The server forgets a typist after six seconds; a client that lost its connection must too. */
const forgetMs = limits.typingMs + 1_000;
/** Often enough that the server does not forget. */
const repeatMs = 3_000;

/** Who types where. */
export class TypingBoard {
  readonly #clock: Clock;
  readonly #send: (conversation: ConversationId, on: boolean) => void;
  readonly #boards = new Map<ConversationId, { readonly seen: Observed<Typists>; cancel: (() => void) | null }>();
  readonly #ownAt = new Map<ConversationId, number>();

  constructor(clock: Clock, send: (conversation: ConversationId, on: boolean) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  of(conversation: ConversationId): Observable<Typists> {
    return this.#board(conversation).seen;
  }

  update({ conversation, users, more }: PayloadOf<'typing:update'>): void {
    const board = this.#board(conversation);
    board.cancel?.();
    board.cancel = users.length === 0 ? null : this.#clock.after(forgetMs, () => board.seen.set(nobody));
    board.seen.set(users.length === 0 ? nobody : { users, more });
  }

  /** Call at every keystroke: it is told at most every three seconds. */
  set(conversation: ConversationId, on: boolean): void {
    const toldAt = this.#ownAt.get(conversation);
    // A clock that was set back would keep it quiet for as long.
    if (on && toldAt !== undefined && Math.abs(this.#clock.now() - toldAt) < repeatMs) return;
    if (!on && toldAt === undefined) return;
    if (on) this.#ownAt.set(conversation, this.#clock.now());
    else this.#ownAt.delete(conversation);
    this.#send(conversation, on);
  }

  /** The message said it: nobody need be told. */
  sent(conversation: ConversationId): void {
    this.#ownAt.delete(conversation);
  }

  #board(conversation: ConversationId) {
    let board = this.#boards.get(conversation);
    if (!board) this.#boards.set(conversation, (board = { seen: new Observed(nobody), cancel: null }));
    return board;
  }

  close(): void {
    for (const { cancel } of this.#boards.values()) cancel?.();
  }
}
