import { limits } from '@rookery/protocol';
import type { RoomId, UserId } from '@rookery/protocol';
import type { CountedInvitation, Invitation, Invitations, Redemption } from '../../ports/invitations.ts';
import { invitationKey, invitationsKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** An invitation has a slot of its own, by its code; the list of a room's lies with the room, beside what its guests are known by. What expires goes by itself, and from the list with the next one. */
export class RedisInvitations implements Invitations {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /** Listed first: what can be used can also be seen and revoked. A crash between leaves a place in the list that leads nowhere. */
  async create(invitation: Invitation, now: number): Promise<'created' | 'too-many'> {
    const { code, room, uses } = invitation;
    const expiresAt = Math.floor(invitation.expiresAt);
    const { reply } = await this.#shards.commit({
      script: script('invitation-list'),
      keys: [invitationsKey(room)],
      args: [code, expiresAt, Math.floor(now), limits.invitesPerPlace],
    });
    if (text(reply) === 'too-many') return 'too-many';
    await this.#shards.commit({
      script: script('invitation-put'),
      keys: [invitationKey(code)],
      args: [JSON.stringify(invitation), uses ?? '', expiresAt],
    });
    return 'created';
  }

  async find(code: string, now: number): Promise<CountedInvitation | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [invitationKey(code)],
      args: ['is', 'used'],
    });
    const [json, used] = list(reply);
    if (text(json) === '') return null;
    const found = parse(text(json), Number(text(used) || 0));
    return found.expiresAt > now ? found : null;
  }

  async list(room: RoomId | null, now: number): Promise<readonly CountedInvitation[]> {
    const reply = await this.#shards.run({ script: script('read-all'), keys: [invitationsKey(room)], args: [] });
    const fields = list(reply).map(text);
    // What else lies in a room's hash is of its guests.
    const codes = fields.filter((_, index) => index % 2 === 0 && /^\d+$/.test(fields[index + 1] ?? ''));
    const found = await Promise.all(codes.slice(0, limits.invitesPerPlace).map((code) => this.find(code, now)));
    return found.filter((one) => one !== null);
  }

  /** Of no use first, then no longer listed. */
  async revoke({ code, room }: Pick<Invitation, 'code' | 'room'>): Promise<void> {
    await this.#shards.commit({ script: script('invitation-drop'), keys: [invitationKey(code)], args: [] });
    await this.#shards.commit({ script: script('invitation-unlist'), keys: [invitationsKey(room)], args: [code] });
  }

  async redeem(code: string, user: UserId, attempt: string, now: number): Promise<Redemption | null> {
    const { reply } = await this.#shards.commit({
      script: script('invitation-redeem'),
      keys: [invitationKey(code)],
      args: [user, attempt, Math.floor(now)],
    });
    if (reply === null) return null;
    const [json, used, isFirst] = list(reply);
    return { invitation: parse(text(json), number(used)), isFirst: text(isFirst) === '1' };
  }

  async giveBack(code: string, user: UserId): Promise<void> {
    await this.#shards.commit({ script: script('invitation-return'), keys: [invitationKey(code)], args: [user] });
  }
}

/** As `create` has written it. */
const parse = (json: string, used: number): CountedInvitation => ({ ...(JSON.parse(json) as Invitation), used });
