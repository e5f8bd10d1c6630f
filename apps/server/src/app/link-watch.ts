import type { ConversationId, UserId } from '@rookery/protocol';
import type { Store } from '../ports/store.ts';
import type { KeptSettings } from './kept-settings.ts';
import { linksToLookUp } from './links-to-look-up.ts';

/** Conversations of which this node knows that the consumer is interested. */
const knownLimit = 10_000;

type Parts = Pick<Store, 'tasks' | 'membership'> & {
  readonly keptSettings: Pick<KeptSettings, 'known'>;
  /** Whether this server looks links up at all. */
  readonly isOn: boolean;
};

/** Sees to it that a message with links will be looked at: the consumer's interest in its conversation is durable before the message is kept. [LINK-4] */
export class LinkWatch {
  readonly #parts: Parts;
  readonly #known = new Set<ConversationId>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** To be called before this text is written there. Throws `ChatError('unavailable')`. */
  async expect(author: UserId, conversation: ConversationId, content: string): Promise<void> {
    const { isOn, keptSettings, membership, tasks } = this.#parts;
    if (!isOn || !keptSettings.known.linkPreviews || this.#known.has(conversation)) return;
    if (linksToLookUp(content).length === 0) return;
    // Nobody makes work in a conversation that is not hers.
    if ((await membership.membersAmong(conversation, [author])).size === 0) return;
    if (!(await tasks.setInterest(conversation, 'links', 'head'))) return;
    if (this.#known.size >= knownLimit) this.#known.clear();
    this.#known.add(conversation);
  }
}
