import type { ConversationId } from '@rookery/protocol';
import type { RoomFacts } from '../../domain/conversation.ts';
import { conversationKey } from './keys.ts';
import { plainState } from './packing/state.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** What a room is now, for whoever may know: membership is not looked at. Null where there is none. */
export class RoomStates {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async row(room: ConversationId): Promise<{ readonly facts: RoomFacts; readonly members: number } | null> {
    const reply = await this.#shards.run({ script: script('states'), keys: [conversationKey(room, 'c')], args: [] });
    if (reply === null) return null;
    const { facts, members } = plainState(reply);
    return facts.kind === 'room' ? { facts, members } : null;
  }

  async facts(room: ConversationId): Promise<RoomFacts | null> {
    return (await this.row(room))?.facts ?? null;
  }
}
