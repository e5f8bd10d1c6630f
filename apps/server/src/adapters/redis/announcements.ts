import type { ConversationId, UserId } from '@rookery/protocol';
import type {
  Announcements,
  ConversationAnnouncement,
  Hearing,
  Listening,
  UserAnnouncement,
} from '../../ports/announcements.ts';
import type { Bus } from './bus.ts';
import { conversationKey, userKey } from './keys.ts';
import { toAnnouncedMessages } from './packing/announced-messages.ts';
import type { Shards } from './shards.ts';

const messages = 'M'.charCodeAt(0);

/** Announcements come from this adapter's own scripts, or another node's of the same version: their shape is known. */
const parse = <Announcement>(payload: Buffer): Announcement => JSON.parse(payload.toString()) as Announcement;

export class RedisAnnouncements implements Announcements {
  readonly #bus: Bus;
  readonly #shards: Shards;

  constructor(bus: Bus, shards: Shards) {
    this.#bus = bus;
    this.#shards = shards;
  }

  async listenToConversation(
    conversation: ConversationId,
    hearing: Hearing<ConversationAnnouncement>,
  ): Promise<Listening> {
    const stop = await this.#bus.listen(conversationKey(conversation, 'c'), {
      hear: (payload) => {
        if (payload[0] !== messages) return hearing.hear(parse<ConversationAnnouncement>(payload));
        const announced = toAnnouncedMessages(conversation, payload);
        for (const message of announced.messages)
          hearing.hear({ kind: 'message', epoch: announced.epoch, removals: announced.removals, message });
      },
      missed: () => hearing.missed(),
    });
    return { stop };
  }

  async listenToUser(user: UserId, hearing: Hearing<UserAnnouncement>): Promise<Listening> {
    const stop = await this.#bus.listen(userKey(user, 'u'), {
      hear: (payload) => hearing.hear(parse<UserAnnouncement>(payload)),
      missed: () => hearing.missed(),
    });
    return { stop };
  }

  tellTyping(conversation: ConversationId, user: UserId, on: boolean): void {
    this.#shards
      .publish(conversationKey(conversation, 'c'), JSON.stringify({ kind: 'typing', user, on }))
      .catch(() => undefined);
  }

  tellRead(conversation: ConversationId, user: UserId, seq: number): void {
    this.#shards
      .publish(conversationKey(conversation, 'c'), JSON.stringify({ kind: 'read', user, seq }))
      .catch(() => undefined);
  }

  health(): { readonly ok: true } | { readonly ok: false; readonly why: string } {
    const deaf = this.#bus.deaf();
    return deaf.length === 0
      ? { ok: true }
      : { ok: false, why: `What is published on the Redis masters ${deaf.join(', ')} is not heard here.` };
  }
}
