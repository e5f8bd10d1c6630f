import { levels, rights } from '@rookery/protocol';
import type { ConversationId, Level, PlaceId, User, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds, heldRights, listRights, may, rightsOf } from '../../domain/rights.ts';
import type { Place, Rights } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

type Somebody = Level | 'invited' | null;
type Scene = {
  readonly store: Store;
  readonly place: Place;
  readonly conversation: ConversationId;
  /** Holds the level that is tried. */
  readonly she: User;
  /** Somebody else who belongs to it: the owner, or a guest beside an owner. */
  readonly other: User;
};
/** Whether the act was done. */
type Act = (scene: Scene, needs: Rights) => Promise<boolean>;

let count = 0;
const change = async (
  { store, conversation }: Scene,
  by: User,
  seq: number,
  needs: { readonly needs: Rights; readonly needsOfOthers: Rights | null },
  what:
    | { readonly kind: 'edit'; readonly content: string; readonly mentions: readonly UserId[] }
    | { readonly kind: 'delete' },
): Promise<boolean> => {
  const id = `r-${(count += 1)}`;
  return (await store.log.change({ conversation, by: by.id, seq, at: 5, id, ...needs, ...what })).status === 'changed';
};
/** By the other one, who may write. */
const said = async ({ store, conversation, other }: Scene): Promise<number> =>
  (await append(store, conversation, other)).seq;

/** The thread of a message by the other one. */
async function threadIn({ store, conversation, other }: Scene): Promise<ConversationId> {
  const { seq, id } = await append(store, conversation, other);
  return threadIdOf(conversation as PlaceId, seq, id) ?? expect.unreachable();
}

/** Each is tried with every right as the one that is needed. */
const acts: Readonly<Record<string, Act>> = {
  append: async ({ store, conversation, she }, needs) =>
    (await store.log.append(newMessage(conversation, she, { needs }))).status === 'appended',
  'reply in a thread': async (scene, needs) => {
    const thread = await threadIn(scene);
    return (await scene.store.log.append(newMessage(thread, scene.she, { needs }))).status === 'appended';
  },
  'react to a message': async (scene, needs) => {
    const { store, conversation, she } = scene;
    const seq = await said(scene);
    const id = `r-${(count += 1)}`;
    const base = { conversation, by: she.id, seq, at: 5, id, needs, needsOfOthers: rightsOf() };
    return (await store.log.change({ ...base, kind: 'react', emoji: '👍', on: true })).status === 'changed';
  },
  'pin a message': async (scene, needs) => {
    const { store, conversation, she } = scene;
    const seq = await said(scene);
    const id = `r-${(count += 1)}`;
    const base = { conversation, by: she.id, seq, at: 5, id, needs, needsOfOthers: rightsOf() };
    return (await store.log.change({ ...base, kind: 'pin', on: true })).status === 'changed';
  },
  'edit another’s message': async (scene, needs) =>
    change(
      scene,
      scene.she,
      await said(scene),
      { needs: rightsOf('read'), needsOfOthers: needs },
      { kind: 'edit', mentions: [], content: 'x' },
    ),
  'delete another’s message': async (scene, needs) =>
    change(scene, scene.she, await said(scene), { needs: rightsOf('read'), needsOfOthers: needs }, { kind: 'delete' }),
  invite: async ({ store, conversation, she }, needs) =>
    (await store.membership.invite(conversation, she.id, needs, (await newUser(store)).id, 1)).status === 'invited',
  'edit the room': async ({ store, conversation, she }, needs) => {
    const edit = { topic: `topic ${(count += 1)}`, at: 1, id: `r-${count}` };
    return (await store.rooms.editRoom(conversation, she.id, needs, edit)).status === 'edited';
  },
  remove: async ({ store, conversation, she }, needs) => {
    const nobody = await newUser(store);
    return (await store.membership.remove(conversation, she.id, needs, nobody.id)).status === 'not-a-member';
  },
  'give a role': async ({ store, conversation, she }, needs) => {
    const given = { user: (await newUser(store)).id, hasAccount: false, role: 'member' } as const;
    return (await store.moderation.setRole(conversation, she.id, needs, given)).status === 'not-a-member';
  },
  // Against people of lower roles: a plain member may not even mute who is no member.
  mute: async ({ store, conversation, she }, needs) => {
    const mute = { until: null, reason: null };
    const outcome = await store.moderation.mute(conversation, she.id, needs, (await newUser(store)).id, mute);
    return outcome.status === 'muted' || outcome.status === 'not-lower';
  },
  ban: async ({ store, conversation, she }, needs) => {
    const ban = { until: 1, reason: null };
    const outcome = await store.moderation.ban(conversation, she.id, needs, (await newUser(store)).id, ban);
    return outcome.status === 'banned' || outcome.status === 'not-lower';
  },
  unban: async ({ store, conversation, she }, needs) => {
    const outcome = await store.moderation.unban(conversation, she.id, needs, (await newUser(store)).id);
    return outcome.status === 'unbanned';
  },
};

/** In direct and group conversations nobody may, whatever is held. */
const roomsOnly = new Set(['edit the room', 'remove', 'invite', 'mute', 'ban', 'unban', 'give a role']);
/** Only against people of lower roles. */
const againstOther = new Set(['edit another’s message', 'delete another’s message']);

/** What only asks for the right to read. */
const readings: Readonly<Record<string, (scene: Scene) => Promise<boolean>>> = {
  page: async ({ store, conversation, she }) =>
    (await store.log.page({ conversation, reader: she.id, limit: 1 })).status === 'page',
  pins: async ({ store, conversation, she }) => (await store.log.pins(conversation, she.id)).status === 'pins',
  edits: async ({ store, conversation, she }) =>
    (await store.log.edits(conversation, she.id, 1_000_000)).status === 'no-message',
  since: async ({ store, conversation, she }) => {
    const [state] = await store.log.states([conversation]);
    const held = { conversation, epoch: state?.head.epoch ?? '', seq: 0, rev: 0 };
    const [missed] = await store.log.since(she.id, [held], { pageMessages: 1, budgetBytes: 1_000 });
    return missed?.state === 'continuous';
  },
  'page of a thread': async (scene) =>
    (await scene.store.log.page({ conversation: await threadIn(scene), reader: scene.she.id, limit: 1 })).status ===
    'page',
  'follow a thread': async (scene) =>
    (await scene.store.users.follow(scene.she.id, await threadIn(scene), true)).status === 'set',
  members: async ({ store, conversation, she }) =>
    (await store.membership.members(conversation, she.id, undefined, 10)).status === 'page',
  mark: async ({ store, conversation, she }) =>
    (await store.users.mark(she.id, conversation, 0, false)).status === 'marked',
};

/** What any store must do with rights: they are tested by every act itself, in its own step. */
export function describeRights(name: string, open: OpenStore): void {
  describe(`rights on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async (place: Place, role: Somebody): Promise<Scene> => {
      const { store } = opened;
      const hasAccount = role === 'member' || role === 'moderator';
      const [she, other] = [await newUser(store, 'she', !hasAccount), await newUser(store, 'other')];
      if (place === 'direct') {
        const [one, two] = role === null ? [other, await newUser(store)] : [she, other];
        const { facts } = await store.rooms.openDirect(one.id, two.id, 1);
        return { store, place, conversation: facts.id, she, other };
      }
      if (place === 'group') {
        const people = [other, role === null ? await newUser(store) : she, await newUser(store)].map(({ id }) => id);
        const { facts } = await store.rooms.openGroup(people, other.id, 1);
        return { store, place, conversation: facts.id, she, other };
      }
      const owner = role === 'owner' ? she : other;
      const room = await newRoom(store, owner, { visibility: place });
      const join = async (user: User): Promise<void> => {
        if (place === 'private') await store.membership.invite(room.id, owner.id, rightsOf('invite'), user.id, 1);
        await store.membership.join(room.id, user.id, 1, !user.guest);
      };
      if (role === 'owner') await join(other);
      if (role === 'member' || role === 'guest' || role === 'moderator') await join(she);
      const given = { user: she.id, hasAccount: true, role: 'moderator' } as const;
      if (role === 'moderator') await store.moderation.setRole(room.id, other.id, rightsOf('roles'), given);
      if (role === 'invited') await store.membership.invite(room.id, owner.id, rightsOf('invite'), she.id, 1);
      return { store, place, conversation: room.id, she, other };
    };

    const roles: readonly (readonly [Place, Somebody])[] = [
      ...([...levels, null] as const).map((role) => ['public', role] as const),
      ...([...levels, 'invited', null] as const).map((role) => ['private', role] as const),
      ...(['direct', 'group'] as const).flatMap((place) =>
        (['member', null] as const).map((role) => [place, role] as const),
      ),
    ];

    test.each(roles)(
      '[ROOM-10] in a %s conversation, as %s: every act is done with the rights held, and no others',
      async (place, role) => {
        const at = await scene(place, role);
        const held = heldRights(place, role);
        for (const [what, act] of Object.entries(acts))
          for (const right of rights)
            expect(await act(at, rightsOf(right)), `${what}, needing ${right}`).toBe(
              // A direct or group conversation is no room, and its people stay: whatever is held.
              may(held, rightsOf(right)) &&
                !((place === 'direct' || place === 'group') && roomsOnly.has(what)) &&
                !(role !== 'owner' && againstOther.has(what)),
            );
        for (const [what, read] of Object.entries(readings))
          expect(await read(at), what).toBe(may(held, rightsOf('read')));
        const looked = await at.store.membership.look(at.conversation, at.she.id);
        expect(looked.status === 'seen' ? looked.rights : held).toBe(held);
        expect((await at.store.users.line(at.she.id, at.conversation))?.rights ?? held).toBe(held);
      },
    );

    test('[ROOM-10] her own message is hers: others’ rights are not asked of its author', async () => {
      const at = await scene('public', 'member');
      const { seq } = await append(at.store, at.conversation, at.she);
      expect(await change(at, at.she, seq, changeNeeds.edit, { kind: 'edit', mentions: [], content: 'hers' })).toBe(
        true,
      );
      expect(
        await change(at, at.other, seq, changeNeeds.edit, { kind: 'edit', mentions: [], content: 'not hers' }),
      ).toBe(false);
      expect(await change(at, at.she, seq, changeNeeds.delete, { kind: 'delete' })).toBe(true);
    });

    test('[ROOM-10] a right that was lost is lost for the very next act', async () => {
      const at = await scene('private', 'member');
      const { store, conversation, she, other } = at;
      expect((await append(store, conversation, she)).status).toBe('appended');
      await store.membership.remove(conversation, other.id, rightsOf('remove'), she.id);
      expect(await acts['append']?.(at, rightsOf('post'))).toBe(false);
      expect(await readings['page']?.(at)).toBe(false);
    });

    test('[READ-3] a line that changed in another way than by its log is a step that brings it', async () => {
      const { store, conversation, she } = await scene('private', 'member');
      const { rev } = await store.users.conversations(she.id);
      await append(store, conversation, she);
      await store.users.touch(she.id, conversation);
      const since = await store.users.since(she.id, rev);
      if (since.status !== 'steps') throw new Error('reset');
      expect(since.steps.at(-1)).toMatchObject({ rev: since.rev, entry: conversation });
      // What she missed is told once, however often it changed.
      expect(since.steps.filter(({ entry }) => entry !== undefined)).toHaveLength(1);
      expect(await store.users.since(she.id, since.rev)).toEqual({ status: 'steps', rev: since.rev, steps: [] });
      const line = await store.users.line(she.id, conversation);
      expect(line && listRights(line.rights)).toContain('invite');
      const stranger = await newUser(store);
      await store.users.touch(stranger.id, conversation);
      expect(await store.users.since(stranger.id, 0)).toEqual({ status: 'steps', rev: 0, steps: [] });
    });
  });
}
