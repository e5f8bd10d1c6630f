import type { ConversationId, RoomId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endDigest, armDigest, digestIn, findDigest } from '../../app/keep-digest.ts';
import { endDigestLetter, lookAfterDigest, writeDigest } from '../../app/look-after-digest.ts';
import { Profiles } from '../../delivery/profiles.ts';
import { everybody } from '../../domain/everybody.ts';
import { unsubscribeWord } from '../../domain/digest.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { DigestMail } from '../mail-queue.ts';
import { newAccount } from './account-fixtures.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const hourMs = 3_600_000;
const afterMs = 12 * hourMs;
let changes = 0;

/** What letters tell, and when, over any store: with a clock that is set, and without a server of mail. */
export function describeDigest(name: string, open: OpenStore): void {
  describe(`letters of what waits on ${name}`, () => {
    let opened: OpenedStore;
    let now = Date.now();
    const openPorts = () => {
      const { store } = opened;
      const digest = { afterMs, hasWords: true };
      const mailing = { address: 'https://chat.example', digest, look: () => undefined, later: () => undefined };
      const keptSettings = { known: { name: 'Rookery' } } as Parameters<typeof writeDigest>[0]['keptSettings'];
      return { ...store, clock: { now: () => now }, profiles: new Profiles(store.people), mailing, keptSettings };
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const wait = (ms: number): void => void (now += ms);
    /** As a node does when her time has come. Answers whether a letter is under way. */
    const look = async ({ id }: User): Promise<boolean> => {
      const ports = openPorts();
      const thing = (await findDigest(ports.kept, id)) ?? expect.unreachable();
      await lookAfterDigest(ports, id, thing);
      const after = await findDigest(ports.kept, id);
      // It is looked again, whatever came of it.
      expect(after?.dueAt).toBeGreaterThan(now);
      return after !== null && digestIn(after).letter !== undefined;
    };
    /** Sends what the queue holds, as a node does; answers the letters. */
    const send = async () => {
      const ports = openPorts();
      const letters = [];
      for (;;) {
        const claimed = await ports.mails.claim(now, now + 60_000);
        if (!claimed) return letters;
        const mail = claimed.mail as DigestMail;
        const draft = await writeDigest(ports, mail);
        if (draft) letters.push(draft.letter);
        await endDigestLetter(ports, mail, draft?.toldUpTo ?? null);
        await ports.mails.end(mail.id);
      }
    };
    const someone = async (): Promise<User> => {
      const { user } = await newAccount(opened.store);
      await opened.store.addresses.set(user.id, `${user.id}@example.com`);
      await armDigest(openPorts(), user.id, true);
      return user;
    };
    const direct = async (from: User, to: User, content: string) => {
      const { facts } = await opened.store.rooms.openDirect(from.id, to.id, now);
      return { conversation: facts.id, ...(await append(opened.store, facts.id, from, { content, at: now })) };
    };
    const call = (room: ConversationId, from: User, to: User, content: string) =>
      append(opened.store, room, from, { content, at: now, mentions: [to.id] });

    test('[MAIL-5] one letter for each absence, a day later another with something new, and none while she is there', async () => {
      const [ann, ben] = [await someone(), await newUser(opened.store, 'ben')];
      wait(hourMs);
      await direct(ben, ann, 'first');
      expect(await look(ann)).toBe(false);
      wait(afterMs - hourMs - 1);
      expect(await look(ann)).toBe(false);
      wait(2);
      expect(await look(ann)).toBe(true);
      // Two nodes at once, and again: it is one letter.
      await Promise.all([look(ann), look(ann)]);
      expect(await send()).toMatchObject([{ to: `${ann.id}@example.com`, text: expect.stringContaining('first') }]);
      expect(await look(ann)).toBe(false);
      wait(afterMs);
      await direct(ben, ann, 'second');
      expect(await look(ann)).toBe(false);
      wait(afterMs + 1);
      expect(await look(ann)).toBe(true);
      const [second] = await send();
      expect(second?.text).toContain('second');
      expect(second?.text).not.toContain('first');
      // Nothing new.
      wait(5 * 24 * hourMs);
      expect(await look(ann)).toBe(false);
      // She comes back, and is away once more.
      opened.store.presence.set(ann.id, true);
      await expect.poll(async () => (await opened.store.presence.states([ann.id]))[0]?.online).toBe(true);
      await direct(ben, ann, 'third');
      expect(await look(ann)).toBe(false);
      wait(afterMs + 1);
      expect(await look(ann)).toBe(false);
      opened.store.presence.set(ann.id, false);
      await expect.poll(async () => (await opened.store.presence.states([ann.id]))[0]?.online).toBe(false);
      expect(await look(ann)).toBe(true);
      expect(await send()).toHaveLength(1);
    });

    test('[MAIL-6] what was read, deleted, is not hers any more, or is not to be told of is in no letter, as things stand when it is sent', async () => {
      const { store } = opened;
      const [ann, ben, rude] = [await someone(), await newUser(store, 'ben'), await newUser(store, 'rude')];
      const rooms = await Promise.all([1, 2, 3, 4].map(() => newRoom(store, ben, { visibility: 'private' })));
      const [loud, silent, muted, lost] = rooms.map(({ id }) => id) as [RoomId, RoomId, RoomId, RoomId];
      for (const { id } of rooms) {
        await store.membership.invite(id, ben.id, rightsOf('invite'), ann.id, now);
        await store.membership.join(id, ann.id, now, true);
      }
      await append(store, loud, ben, { content: 'not for her', at: now });
      const { seq } = await call(loud, ben, ann, 'taken back');
      await call(loud, ben, ann, 'calls her');
      await call(silent, ben, ann, 'of no interest');
      await call(muted, ben, ann, 'later perhaps');
      await call(lost, ben, ann, 'behind the door');
      const keep = (key: string, json: object) =>
        store.kept.put(ann.id, { kind: 'notify', key, json: JSON.stringify(json), dueAt: null }, { most: 10 });
      await keep(silent, { level: 'none' });
      await keep(muted, { mutedUntil: now + 100 * hourMs });
      await append(store, loud, ben, { content: '@all come here', mentions: [everybody], at: now });
      const seen = await direct(ben, ann, 'seen');
      await direct(rude, ann, 'unheard');
      const root = await append(store, loud, ben, { content: 'root', at: now });
      const thread = threadIdOf(loud, root.seq, root.id) ?? expect.unreachable();
      await append(store, thread, ben, {
        content: 'a reply for her',
        at: now,
        mentions: [ann.id],
        needs: rightsOf('reply'),
      });
      wait(afterMs + 1);
      expect(await look(ann)).toBe(true);
      // While it waits.
      await store.log.change({
        ...{ conversation: loud, by: ben.id, seq, at: now, id: `d${(changes += 1)}`, kind: 'delete' },
        ...changeNeeds.delete,
      });
      await store.users.mark(ann.id, seen.conversation, seen.seq, false);
      await store.privacy.block(ann.id, rude.id, true);
      await store.membership.remove(lost, ben.id, rightsOf('remove'), ann.id);
      const [letter, ...others] = await send();
      expect(others).toEqual([]);
      for (const told of ['calls her', '@all come here', 'a reply for her'])
        expect([letter?.text, letter?.html]).toEqual([expect.stringContaining(told), expect.stringContaining(told)]);
      const untold = [
        'not for her',
        'taken back',
        'of no interest',
        'later perhaps',
        'behind the door',
        'seen',
        'unheard',
      ];
      for (const one of untold) expect(letter?.text).not.toContain(one);
      expect(letter?.subject).toMatch(/^You have 3 unread messages/);
      // All of it read before it is sent: none at all.
      wait(25 * hourMs);
      const last = await direct(ben, ann, 'last');
      expect(await look(ann)).toBe(false);
      wait(hourMs);
      expect(await look(ann)).toBe(true);
      await store.users.mark(ann.id, last.conversation, last.seq, false);
      expect(await send()).toEqual([]);
    });

    test('[MAIL-5, MAIL-7] none to whom wants none, and to nobody at once after the server was away; a link ends her letters and no others', async () => {
      const [ann, ben] = [await someone(), await newUser(opened.store, 'ben')];
      const ports = openPorts();
      await direct(ben, ann, 'hello');
      wait(afterMs + 2 * hourMs);
      expect(await look(ann)).toBe(false);
      wait(hourMs);
      expect(await look(ann)).toBe(true);
      const thing = (await findDigest(ports.kept, ann.id)) ?? expect.unreachable();
      const { token } = digestIn(thing);
      for (const bad of [
        '',
        '.',
        `${ann.id}.`,
        unsubscribeWord(ben.id, token),
        unsubscribeWord(ann.id, `${token.slice(0, -1)}!`),
        unsubscribeWord(ann.id, 'x'.repeat(22)),
      ])
        await expect(endDigest(ports, bad), bad).rejects.toMatchObject({ code: 'not_found' });
      await endDigest(ports, unsubscribeWord(ann.id, token));
      await endDigest(ports, unsubscribeWord(ann.id, token));
      expect(await ports.privacy.settings(ann.id)).toMatchObject({ mailDigest: false });
      // Also the one that is on its way.
      expect(await send()).toEqual([]);
      wait(afterMs);
      const rest = (await findDigest(ports.kept, ann.id)) ?? expect.unreachable();
      await lookAfterDigest(ports, ann.id, rest);
      expect(await findDigest(ports.kept, ann.id)).toMatchObject({ dueAt: null });
      // She wants them again; with another address the link is good no more.
      await ports.privacy.change(ann.id, { mailDigest: true });
      await armDigest(ports, ann.id);
      expect(await findDigest(ports.kept, ann.id)).toMatchObject({ dueAt: now + afterMs });
      await armDigest(ports, ann.id, true);
      await expect(endDigest(ports, unsubscribeWord(ann.id, token))).rejects.toMatchObject({ code: 'not_found' });
    });

    test('[MAIL-5] a node that dies leaves a letter that goes out once, or again under its own id', async () => {
      const [ann, ben] = [await someone(), await newUser(opened.store, 'ben')];
      await direct(ben, ann, 'hello');
      wait(afterMs + 1);
      expect(await look(ann)).toBe(true);
      const ports = openPorts();
      const first = await ports.mails.claim(now, now + 60_000);
      const mail = first?.mail as DigestMail;
      // Dead before it is taken: another node claims it when the claim is over, and a look at her adds no second one.
      wait(660_000);
      expect(await look(ann)).toBe(true);
      const [letter, ...others] = await send();
      expect([letter?.id, others]).toEqual([mail.id, []]);
      // Dead after it was taken, before it left the queue.
      await ports.mails.add(mail, now);
      expect(await send()).toEqual([]);
    });

    test('[MAIL-2, MAIL-5] only so many of these wait at once, and a letter that waits is not added again', async () => {
      const { mails } = opened.store;
      const mail = { id: 'digest-a', until: now, digestFor: (await newUser(opened.store)).id };
      expect(await mails.add(mail, now, 1)).toBe('added');
      expect(await mails.add(mail, now, 1)).toBe('added');
      expect(await mails.add({ ...mail, id: 'digest-b' }, now, 1)).toBe('full');
      expect(await mails.add({ id: 'letter', to: 'a@example.com', subject: 'S', text: 'T', until: now }, now)).toBe(
        'added',
      );
      expect(await mails.claim(now, now + 60_000)).toEqual({ mail, tries: 0 });
      await mails.end(mail.id);
      await mails.end('letter');
    });
  });
}
