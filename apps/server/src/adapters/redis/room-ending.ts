import { asUserId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { keptCalls } from '../../domain/kept-calls.ts';
import { nameSkeletons } from '../../domain/name-skeletons.ts';
import { conversationKeys, dueKey } from './keys.ts';
import { parseFacts } from './packing/state.ts';
import { list, number, text } from './reply.ts';
import type { RoomIndex } from './room-index.ts';
import type { RoomNames } from './room-names.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

/** Messages that one script takes away: a few ms of a master's time. */
const stepMessages = 500;

type Parts = { readonly users: RedisUserLog; readonly names: RoomNames; readonly index: RoomIndex };

/** Ends rooms that nobody is in. What is cut off after the first step, the next pass finishes: the room says of itself that it has ended. [ROOM-14] */
export class RoomEnding {
  readonly #shards: Shards;
  readonly #parts: Parts;

  constructor(shards: Shards, parts: Parts) {
    this.#shards = shards;
    this.#parts = parts;
  }

  /** Whether it has ended: it has been empty for so long. `emptyMs`: where something was said in it; null for never. */
  async end(room: ConversationId, now: number, unusedMs: number, emptyMs: number | null): Promise<boolean> {
    const { names, index, users } = this.#parts;
    const { reply } = await this.#shards.commit({
      script: script('room-end'),
      keys: conversationKeys(room, 'cmi'),
      args: [now, unusedMs, emptyMs ?? ''],
    });
    if (reply === null) return false;
    const [json, invited] = list(reply);
    const facts = parseFacts(text(json));
    if (facts.kind === 'room' && facts.visibility === 'public') {
      await index.drop(facts.id);
      await names.free(nameSkeletons(facts.name), facts.id);
    }
    for (const id of list(invited)) await users.lose(asUserId(text(id)), room, { why: 'deleted' });
    await this.#clear(room);
    return true;
  }

  async #clear(room: ConversationId): Promise<void> {
    for (let first = 0; ;) {
      const { reply } = await this.#shards.commit({
        script: script('trim'),
        keys: conversationKeys(room, 'caloy'),
        args: [first + stepMessages, keptCalls],
      });
      // No further: all are gone.
      if (number(reply) < first + stepMessages) break;
      first = number(reply);
    }
    await this.#shards.commit({
      script: script('room-clear'),
      keys: [...conversationKeys(room, 'cmnalohdepy'), dueKey(room)],
      args: [room],
    });
  }
}
