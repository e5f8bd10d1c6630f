import type { Change, ConversationId, Message, User, UserId } from '@rookery/protocol';
import { refusalOf } from '@rookery/testkit/patiently';
import { emptyHistory } from '../history.ts';
import type { AckRecord, AskedRecord, History, LifeRecord, MarkRecord, Mode, SendRecord } from '../history.ts';

const deliveriesKept = 200_000;
const ownKept = 5;

/** Writes the history of a run while it happens. */
export class Recorder {
  readonly history: History;
  readonly #beganAt = performance.now();
  /** Newest acknowledged message of each conversation. */
  readonly #latest = new Map<ConversationId, AckRecord>();
  /** The last acknowledged messages of each device in each conversation, in rising order. */
  readonly #own = new Map<string, AckRecord[]>();

  constructor(seed: number, mode: Mode) {
    this.history = emptyHistory(seed, mode, Date.now());
  }

  readonly now = (): number => Math.round(performance.now() - this.#beganAt);

  wrote(record: Omit<SendRecord, 'acks' | 'attempts' | 'refused' | 'begunAt'>): void {
    // The acknowledgement may have been asked for already.
    const known = this.history.sends.get(record.clientId);
    this.history.sends.set(record.clientId, {
      ...record,
      begunAt: this.now(),
      acks: known?.acks ?? [],
      attempts: known?.attempts ?? 0,
      refused: null,
    });
  }

  attempted(clientId: string): void {
    const send = this.history.sends.get(clientId);
    if (send) send.attempts += 1;
  }

  acked(clientId: string, device: string, ack: AckRecord): void {
    const send = this.history.sends.get(clientId);
    send?.acks.push(ack);
    // What may be deleted soon nobody edits, and nobody reacts to.
    if (ack.degraded || send?.files || send?.isPassing) return;
    const last = this.#latest.get(ack.conversation);
    if (!last || last.seq < ack.seq) this.#latest.set(ack.conversation, ack);
    const key = `${device} ${ack.conversation}`;
    const own = this.#own.get(key) ?? [];
    if ((own.at(-1)?.seq ?? 0) < ack.seq) this.#own.set(key, [...own, ack].slice(-ownKept));
  }

  /** A mark that is asked for; its time of acknowledgement is still to come. */
  marks(user: UserId, { conversation, seq, rev }: Pick<MarkRecord, 'conversation' | 'seq' | 'rev'>): MarkRecord {
    const mark: MarkRecord = { user, conversation, seq, rev, askedAt: this.now(), ackedAt: null };
    this.history.marks.push(mark);
    return mark;
  }

  /** A request failed on a connection that stayed open. */
  failed(asked: AskedRecord, error: unknown): void {
    const code = refusalOf(error)?.code;
    if (code === 'timeout') this.history.hung.push({ ...asked, forMs: this.now() - asked.askedAt });
    if (code === 'internal') this.history.internal.push(asked);
  }

  refused(clientId: string, code: string): void {
    const send = this.history.sends.get(clientId);
    if (send) send.refused = code;
  }

  /** As the server acknowledged it. */
  renamed({ id, displayName, rev }: User): void {
    this.history.renames.push({ user: id, displayName, rev, at: this.now() });
  }

  latest(conversation: ConversationId): AckRecord | undefined {
    return this.#latest.get(conversation);
  }

  /** The device's own message `age` messages of its before the newest, or the oldest that is known. */
  ownOf(device: string, conversation: ConversationId, age = 0): AckRecord | undefined {
    const own = this.#own.get(`${device} ${conversation}`) ?? [];
    return own[Math.max(0, own.length - 1 - age)];
  }

  beginLife(device: string, user: UserId): LifeRecord {
    const life: LifeRecord = {
      device,
      user,
      begunAt: this.now(),
      endedAt: null,
      base: null,
      told: new Map(),
      previews: new Map(),
    };
    this.history.lives.push(life);
    return life;
  }

  told(life: LifeRecord, message: Message): void {
    const at = this.now();
    let told = life.told.get(message.conversation);
    if (!told) life.told.set(message.conversation, (told = { resets: 0, messages: [] }));
    told.messages.push(asTold(message, at));
    const sent = message.clientId === undefined ? undefined : this.history.sends.get(message.clientId);
    if (sent && !sent.isLater && sent.user !== life.user && this.history.deliveries.length < deliveriesKept)
      this.history.deliveries.push({ at, tookMs: at - sent.begunAt });
  }

  /** Of a change: whether it tells of previews. */
  changed(life: LifeRecord, change: Change): void {
    if (change.kind !== 'links' || change.seq === undefined) return;
    const place = `${change.conversation} ${change.seq}`;
    life.previews?.set(place, [...(life.previews.get(place) ?? []), change.rev]);
  }

  beganAnew(life: LifeRecord, conversation: ConversationId): void {
    for (const place of life.previews?.keys() ?? [])
      if (place.startsWith(`${conversation} `)) life.previews?.delete(place);
    life.told.set(conversation, { resets: (life.told.get(conversation)?.resets ?? 0) + 1, messages: [] });
  }
}

export const asTold = (message: Message, at: number) => ({
  seq: message.seq,
  id: message.id,
  at,
  from: message.user.id,
  content: message.content ?? '',
});
