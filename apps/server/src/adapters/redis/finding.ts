import { asUserId } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import * as z from 'zod';
import { entriesAtOnce, findingVersion, findingWords, wantedBeginnings } from '../../domain/finding-words.ts';
import { findingKey, userKey } from './keys.ts';
import { parseUser } from './packing/user-json.ts';
import { bytes, list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Whose names have changed and are not indexed yet: of more the look through all people finds the rest. */
const mostPending = 10_000;
/** Of one person: others may be changing her meanwhile. */
const mostTries = 5;

/** What somebody is indexed by (`di` of her record): of which state of her profile, by which version of the words; rev -1 while that is being changed. */
const indexedSchema = z.object({ v: z.number(), rev: z.number(), words: z.array(z.string()) });
type Indexed = z.infer<typeof indexedSchema>;
const nothing: Indexed = { v: 0, rev: -1, words: [] };

export type FindingEntry = { readonly word: string; readonly user: UserId };

/**
 * People with accounts by what they are found by: sorted sets in the order of words, one for all words of one first character. They lie in other slots than the records, so a change is
 * written down in her record first, then made, then written down as made. What is cut off in between is mended by the look through all people (`leftovers.ts`), which also
 * indexes whom an earlier version has known. An entry proves nothing: who is answered is who she is by her record.
 */
export class RedisFinding {
  readonly #shards: Shards;
  readonly #pending = new Set<UserId>();
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /** After a change of her profile: nobody waits for it. */
  settleSoon(user: UserId): void {
    if (this.#isClosed || this.#pending.size >= mostPending) return;
    this.#pending.add(user);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      for (const user of this.#pending) {
        this.#pending.delete(user);
        // A shard that is away is not waited for: the look through all people comes by.
        await this.settle(user).catch(() => undefined);
        if (this.#isClosed) return;
      }
    } finally {
      this.#running = null;
    }
  }

  /** Indexes her as she is now. Idempotent; two nodes may do it at a time. */
  async settle(user: UserId): Promise<void> {
    // What this call has added besides, where she was changed meanwhile.
    const added = new Set<string>();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [json, kept] = list(
        await this.#shards.run({ script: script('read-hash'), keys: [userKey(user, 'u')], args: ['user', 'di'] }),
      ).map(text);
      if (!json) return;
      const profile = parseUser(json);
      const had = kept ? parseIndexed(kept) : nothing;
      if (had.v === findingVersion && had.rev === profile.rev && added.size === 0) return;
      const words = findingWords(profile);
      const before = new Set([...had.words, ...added]);
      // Of what was cut off nobody knows which entries were made.
      const fresh = had.rev < 0 ? words : words.filter((word) => !before.has(word));
      const gone = [...before].filter((word) => !words.includes(word));
      if (before.size === 0 && words.length === 0) return;
      if (fresh.length > 0 || gone.length > 0) {
        const all = { v: findingVersion, rev: -1, words: [...before, ...fresh] };
        if (!(await this.#note(user, json, all))) continue;
        for (const word of fresh) added.add(word);
        await this.#write('add', fresh, user);
        await this.#write('drop', gone, user);
      }
      if (await this.#note(user, json, { v: findingVersion, rev: profile.rev, words })) return;
    }
  }

  /** False where she has another profile by now. */
  async #note(user: UserId, json: string, indexed: Indexed): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('finding-note'),
      keys: [userKey(user, 'u')],
      args: [json, JSON.stringify(indexed)],
    });
    return text(reply) === 'noted';
  }

  async #write(what: 'add' | 'drop', words: readonly string[], user: UserId): Promise<void> {
    for (const [key, some] of Map.groupBy(words, findingKey))
      await this.#shards.commit({
        script: script('finding-write'),
        keys: [key],
        args: [what, ...some.map((word) => `${word}\0${user}`)],
      });
  }

  /** Entries whose words begin so. */
  async read(query: string): Promise<readonly FindingEntry[]> {
    const found = await Promise.all(
      wantedBeginnings(query).map((word) =>
        this.#shards.run({ script: script('finding-read'), keys: [findingKey(word)], args: [word, entriesAtOnce] }),
      ),
    );
    return found.flatMap((reply) =>
      list(reply).map((member) => {
        const [word = '', id = ''] = bytes(member).toString().split('\0');
        return { word, user: asUserId(id) };
      }),
    );
  }

  /** Takes away an entry by which nobody is found: of a change that was cut off. Fire and forget: the next search does it again. */
  forgetWhereStale({ word, user }: FindingEntry, known: User | null): void {
    if (known && findingWords(known).includes(word)) return;
    this.#write('drop', [word], user).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }
}

/** What another version has written in its own way is written anew. */
const parseIndexed = (json: string): Indexed => indexedSchema.safeParse(JSON.parse(json)).data ?? nothing;
