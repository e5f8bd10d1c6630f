import type { AnswerOf, ConversationId, File, Message, NotifyLevel, TraceStep } from '@rookery/protocol';
import type { Client } from './client.ts';
import { UlidSource } from './ulid.ts';

type PageOptions = { readonly cursor?: string | undefined; readonly limit?: number | undefined };
type SendOptions = {
  readonly replyTo?: number | undefined;
  readonly files?: readonly File[] | undefined;
  /** Nobody is told of it. */
  readonly silent?: boolean | undefined;
};

/**
 * What is kept: pins, former texts, polls, saved messages, drafts, messages that are sent later, who has read, what to be told of, what admins hold; and what is said again elsewhere. Beside the client, and not part
 * of it, so that a page need not load it before somebody uses it. Rejects as the client does.
 */
export class Keeping {
  readonly #client: Pick<Client, 'request'>;
  readonly #ids = new UlidSource(
    () => Date.now(),
    (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  );

  constructor(client: Pick<Client, 'request'>) {
    this.#client = client;
  }

  /** Pins a message for all who read the conversation, or takes the pin away. Rejects with `too_large` where 100 are pinned. */
  pin(conversation: ConversationId, seq: number, on: boolean): Promise<AnswerOf<'pin:set'>> {
    return this.#client.request('pin:set', { conversation, seq, on });
  }

  /** All messages that are pinned, the latest pin first. */
  async pins(conversation: ConversationId): Promise<readonly Message[]> {
    return (await this.#client.request('pins:list', { conversation })).messages;
  }

  /** What a message said before it was edited, the oldest first; `at`: since when (ms). */
  async edits(conversation: ConversationId, seq: number): Promise<AnswerOf<'message:edits'>['versions']> {
    return (await this.#client.request('message:edits', { conversation, seq })).versions;
  }

  /** What has become of a message of the user’s own (an admin: of any), the first step first. Rejects with `forbidden` where the server keeps no traces. */
  async trace(conversation: ConversationId, seq: number): Promise<readonly TraceStep[]> {
    return (await this.#client.request('message:trace', { conversation, seq })).steps;
  }

  /** Asks the people of a conversation to choose; the poll is a message of its own (`message.poll`). */
  poll(
    conversation: ConversationId,
    question: string,
    options: readonly string[],
    more: { readonly multiple?: boolean; readonly anonymous?: boolean; readonly closesAt?: number } = {},
  ): Promise<AnswerOf<'poll:create'>> {
    const clientId = this.#ids.next();
    return this.#client.request('poll:create', { conversation, question, options, clientId, ...more });
  }

  /**
   * Says a message again in another conversation, with its files and its author, as it reads now (`message.forwarded`); `content`: what the user says to it. Rejects with `not_found` for
   * what cannot be read, `forbidden` where she may not write (or attach, where it has files), `too_large` where both texts are too long together.
   */
  forward(
    message: { readonly conversation: ConversationId; readonly seq: number },
    to: ConversationId,
    content = '',
  ): Promise<AnswerOf<'message:room'>> {
    const { conversation, seq } = message;
    const clientId = this.#ids.next();
    return this.#client.request('message:room', {
      ...{ conversation: to, content, clientId, forward: { conversation, seq } },
    });
  }

  /**
   * Chooses options of a poll by index, in place of what was chosen before; none takes the vote back. Rejects with `conflict` where the poll is closed. The change that follows
   * says in `mine` what the user chose, unless the poll is anonymous: then it is known once the message is read anew.
   */
  async vote(conversation: ConversationId, seq: number, options: readonly number[]): Promise<void> {
    await this.#client.request('poll:vote', { conversation, seq, options });
  }

  /** Ends a poll. */
  async closePoll(conversation: ConversationId, seq: number): Promise<void> {
    await this.#client.request('poll:close', { conversation, seq });
  }

  /**
   * Saves a message for oneself, or changes what is said of one that is saved: when to be reminded (null: never), whether it is done. `unsave` takes it off the list.
   * Rejects with `not_found` for what cannot be read, `too_large` where 1,000 are saved.
   */
  async save(
    conversation: ConversationId,
    seq: number,
    change: { readonly remindAt?: number | null; readonly done?: boolean } = {},
  ): Promise<void> {
    await this.#client.request('saved:set', { conversation, seq, on: true, ...change });
  }

  async unsave(conversation: ConversationId, seq: number): Promise<void> {
    await this.#client.request('saved:set', { conversation, seq, on: false });
  }

  /** A page of what the user has saved, the latest first. `on('saved')` tells of changes and reminders while connected; list again after that. */
  saved(options: PageOptions = {}): Promise<AnswerOf<'saved:list'>> {
    return this.#client.request('saved:list', options);
  }

  /** Keeps what is not sent yet for the user's other devices; empty: nothing any more. Answers which state of it that is (`Draft.rev`), where the server says so. */
  async setDraft(conversation: ConversationId, content: string, replyTo?: number): Promise<number | undefined> {
    const draft = { conversation, content, ...(replyTo === undefined ? {} : { replyTo }) };
    return (await this.#client.request('draft:set', draft)).rev;
  }

  /** All that is not sent yet. `on('draft')` tells what other devices change while connected. */
  async drafts(): Promise<AnswerOf<'drafts:list'>['drafts']> {
    return (await this.allDrafts()).drafts;
  }

  /**
   * As `drafts`, with those that were sent or emptied of late (`gone`). What the user has here and the server says nothing of, or says less of (by `rev`) than it has acknowledged, it has lost: keep it, and
   * `setDraft` it again.
   */
  allDrafts(): Promise<AnswerOf<'drafts:list'>> {
    return this.#client.request('drafts:list', {});
  }

  /** Sends a message later (`sendAt`: ms since the epoch), by the server, whoever is connected then. Answers its id in `laterMessages`. */
  async sendLater(
    conversation: ConversationId,
    content: string,
    sendAt: number,
    { replyTo, files = [], silent = false }: SendOptions = {},
  ): Promise<string> {
    const { id } = await this.#client.request('later:add', {
      ...{ conversation, content, sendAt, clientId: this.#ids.next() },
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(files.length === 0 ? {} : { files: files.map((file) => file.id) }),
      ...(silent ? { silent } : {}),
    });
    return id;
  }

  /** What is to be sent later, and what could not be sent (`error`), the next one first. `on('later')` tells of changes while connected. */
  async laterMessages(): Promise<AnswerOf<'later:list'>['items']> {
    return (await this.#client.request('later:list', {})).items;
  }

  /** Rejects with `conflict` while it is being sent, `not_found` once it was. */
  async cancelLater(id: string): Promise<void> {
    await this.#client.request('later:cancel', { id });
  }

  /**
   * Who has read up to a message at least, and how far, in a conversation of at most 100 people: of those who show it, while the user shows hers (`settings.receipts`).
   * `on('receipts')` tells who reads on while connected.
   */
  async receipts(conversation: ConversationId, seq: number): Promise<AnswerOf<'receipts:list'>['read']> {
    return (await this.#client.request('receipts:list', { conversation, seq })).read;
  }

  /** What the user wants to be told of in a conversation (`entry.notify`), or with null everywhere else (`settings.notify`); null goes back to the default. */
  async setNotify(
    conversation: ConversationId | null,
    wish: { readonly level?: NotifyLevel | null; readonly mutedUntil?: number | null },
  ): Promise<void> {
    await this.#client.request('notify:set', { conversation, ...wish });
  }

  /** For admins of the server: a page of the conversations from which retention takes nothing away, and of the people of whom it takes nothing (`people`), with who holds them, and why. */
  holds(options: PageOptions = {}): Promise<AnswerOf<'hold:list'>> {
    return this.#client.request('hold:list', options);
  }

  /**
   * For admins of the server: keeps what is said in a conversation from being taken away by retention, or no longer. Once it resolves nothing there is taken away. `reason` is read by admins.
   * Rejects with `not_found` where there is no such conversation, `conflict` where too many are held.
   */
  async setHold(conversation: ConversationId, on: boolean, reason?: string): Promise<void> {
    await this.#client.request('hold:set', { conversation, on, ...(reason === undefined ? {} : { reason }) });
  }

  /** Likewise all that somebody has written, wherever it is; `user`: an id or a username. Takes some seconds in a cluster. Rejects with `not_found` where there is nobody of that name. */
  async setHoldOfPerson(user: string, on: boolean, reason?: string): Promise<void> {
    await this.#client.request('hold:set', { user, on, ...(reason === undefined ? {} : { reason }) });
  }
}
