import type { AdminSettings } from '@rookery/protocol';
import { settingsIn } from '../../domain/server-settings.ts';
import type { SettingsChange, SettingsStore } from '../../ports/settings-store.ts';
import { settingsKey } from './keys.ts';
import { list, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export class RedisSettingsStore implements SettingsStore {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async read(): Promise<AdminSettings> {
    return settingsOf(await this.#shards.run({ script: script('read-all'), keys: [settingsKey], args: [] }));
  }

  async change(change: SettingsChange): Promise<{ readonly before: AdminSettings; readonly after: AdminSettings }> {
    const given = Object.entries(change).flatMap(([name, value]) =>
      value === undefined ? [] : [name, JSON.stringify(value)],
    );
    if (given.length === 0) {
      const settings = await this.read();
      return { before: settings, after: settings };
    }
    const { reply } = await this.#shards.commit({
      script: script('settings-change'),
      keys: [settingsKey],
      args: given,
    });
    const [before, after] = list(reply);
    return { before: settingsOf(before), after: settingsOf(after) };
  }
}

/** Names and values in turn. */
function settingsOf(reply: Reply | undefined): AdminSettings {
  const flat = list(reply ?? []).map((one) => text(one));
  return settingsIn(
    Object.fromEntries(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []))),
  );
}
