import { journalMs } from '../../ports/journal.ts';
import type { Journal } from '../../ports/journal.ts';
import { journalKey } from './keys.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Each journal in a slot of its own. Nothing waits for a second copy. */
export class RedisJournal implements Journal {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async add(name: string, line: string, most: number): Promise<void> {
    await this.#shards.run({ script: script('journal-add'), keys: [journalKey(name)], args: [line, most, journalMs] });
  }

  async read(name: string): Promise<readonly string[]> {
    const reply = await this.#shards.run({ script: script('journal-read'), keys: [journalKey(name)], args: [] });
    return list(reply).map((line) => text(line));
  }
}
