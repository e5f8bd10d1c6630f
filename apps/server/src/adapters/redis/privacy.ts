import { asUserId, defaultChoices, limits, settings as settingsShape } from '@rookery/protocol';
import type { Settings, UserId } from '@rookery/protocol';
import { directIdOf } from '../../domain/direct-id.ts';
import type { ChoicesChange, Privacy } from '../../ports/privacy.ts';
import { conversationKeys, userKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export class RedisPrivacy implements Privacy {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async settings(user: UserId): Promise<Settings> {
    return toSettings(await this.#shards.run({ script: script('settings'), keys: keysOf(user), args: [] }));
  }

  async change(user: UserId, change: ChoicesChange): Promise<Settings> {
    const fields = Object.entries(change).flatMap(([name, value]) =>
      value === undefined ? [] : [name, JSON.stringify(value)],
    );
    const { reply } = await this.#shards.commit({
      script: script('settings-set'),
      keys: keysOf(user),
      args: fields,
    });
    return toSettings(reply);
  }

  /** Her own list gives the act its number: in the conversation's slot the later one of two wins, whichever comes there first. */
  async block(by: UserId, user: UserId, on: boolean): Promise<'done' | 'too-many'> {
    const { reply } = await this.#shards.commit({
      script: script('block-note'),
      keys: [userKey(by, 'u'), userKey(by, 'b')],
      args: [user, on ? '1' : '0', limits.blockedUsers],
    });
    const act = number(reply);
    if (act === 0) return 'too-many';
    await this.#shards.commit({
      script: script('block'),
      keys: conversationKeys(directIdOf(by, user), 'cr'),
      args: [by, on ? '1' : '0', act],
    });
    return 'done';
  }
}

/** Of somebody who is being taken away: nothing of hers is left with those whom she had blocked. */
export async function forgetBlocks(shards: Shards, user: UserId): Promise<void> {
  const [, blocked] = list(await shards.run({ script: script('settings'), keys: keysOf(user), args: [] }));
  for (const id of list(blocked).map((one) => asUserId(text(one))))
    await shards.commit({
      script: script('block-forget'),
      keys: conversationKeys(directIdOf(user, id), 'cr'),
      args: [user],
    });
}

const keysOf = (user: UserId): string[] => ['u', 'x', 'b'].map((part) => userKey(user, part));

/** Read back as strictly as from the wire: a later version may have kept more. */
function toSettings(reply: Reply | undefined): Settings {
  const [flat, blocked] = list(reply);
  const fields = list(flat).map(text);
  const chosen: Record<string, unknown> = {};
  for (let index = 0; index + 1 < fields.length; index += 2)
    chosen[fields[index] ?? ''] = JSON.parse(fields[index + 1] ?? 'null');
  return settingsShape.parse({
    ...defaultChoices,
    ...chosen,
    blocked: list(blocked).map((id) => asUserId(text(id))),
  });
}
