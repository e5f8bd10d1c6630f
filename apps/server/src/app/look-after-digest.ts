import type { Settings, UserId } from '@rookery/protocol';
import { unsubscribeWord } from '../domain/digest.ts';
import type { DigestThing, Waiting } from '../domain/digest.ts';
import { digestLetter } from '../domain/digest-letter.ts';
import { newWord } from '../domain/new-id.ts';
import type { KeptThing } from '../ports/kept.ts';
import type { DigestMail } from '../ports/mail-queue.ts';
import type { Letter } from '../ports/mail-sender.ts';
import { digestIn, findDigest, putDigest } from './keep-digest.ts';
import type { Ports } from './ports.ts';
import { whatWaits } from './what-waits.ts';

const hourMs = 3_600_000;
/** Between two letters of one absence, and how long a letter is of use. */
const dayMs = 24 * hourMs;
/** How often it is seen to that a letter under way is in the queue. */
const underWayMs = 600_000;
/** Letters that wait at once, beyond which these wait elsewhere: one about a lost password is not to stand behind more. */
const mostWaiting = 200;

type Looking = Parameters<typeof whatWaits>[0] &
  Pick<Ports, 'addresses' | 'keptSettings' | 'mailing' | 'mails' | 'people' | 'presence' | 'privacy'>;

/**
 * Her time to be looked at has come: if she has been away for long enough and something waits for her, a letter is put into the queue, once for each absence, and again after a day
 * with something new. May be cut off at any moment, and done again: the letter's id is kept before the letter. [MAIL-5]
 */
export async function lookAfterDigest(ports: Looking, user: UserId, thing: KeptThing): Promise<void> {
  const { digest } = ports.mailing ?? {};
  const now = ports.clock.now();
  const state = digestIn(thing);
  const put = (next: DigestThing, dueAt: number | null) => putDigest(ports.kept, user, next, dueAt, thing.rev);
  if (!digest) return void (await put({ ...state, letter: undefined }, now + dayMs));
  if (state.letter) {
    if (await put(state, now + underWayMs)) await post(ports, user, state.letter);
    return;
  }
  const settings = await settingsOf(ports, user);
  // Until she wants them, or confirms an address.
  if (!settings) return void (await put(state, null));
  const goneAt = await goneSince(ports, user, state);
  const nextAt =
    goneAt === null
      ? now + digest.afterMs
      : Math.max(goneAt + digest.afterMs, state.sentAt > goneAt ? state.sentAt + dayMs : 0);
  if (nextAt > now) return void (await put(state, nextAt));
  // No node has looked for long, or the store is an older one: she may have read all that, or been told. She comes back first.
  if (thing.dueAt !== null && now - thing.dueAt > hourMs)
    return void (await put(state, now + Math.min(hourMs, digest.afterMs)));
  if (!(await whatWaits(ports, user, settings, state.toldUpTo))) return void (await put(state, now + digest.afterMs));
  const letter = { id: newWord(), at: now };
  if (await put({ ...state, letter }, now + underWayMs)) await post(ports, user, letter);
}

async function post({ mails, clock, mailing }: Looking, user: UserId, letter: NonNullable<DigestThing['letter']>) {
  // Where the queue is full it is tried again with the next look.
  await mails.add({ id: letter.id, until: letter.at + dayMs, digestFor: user }, clock.now(), mostWaiting);
  mailing?.look();
}

/** Null where she gets none: no account (any more), no address, or she does not want them. */
async function settingsOf(
  { people, addresses, privacy }: Looking,
  user: UserId,
): Promise<(Settings & { readonly address: string }) | null> {
  const [person] = await people.users([user]);
  if (!person || person.guest || person.deactivated) return null;
  const [address, settings] = await Promise.all([addresses.of(user), privacy.settings(user)]);
  return address !== null && settings.mailDigest ? { ...settings, address } : null;
}

/** Null while she is there, on any node. */
async function goneSince({ presence }: Looking, user: UserId, { seenAt }: DigestThing): Promise<number | null> {
  const [state] = await presence.states([user]);
  return state?.online ? null : Math.max(state?.lastSeen ?? 0, seenAt);
}

/** `told`: the messages that it tells of. */
export type DigestDraft = {
  readonly letter: Letter;
  readonly toldUpTo: number;
  readonly told: Waiting['spans'];
};

/**
 * Writes a letter of the queue, as things stand when it is sent; null where it is not to be sent (any more): she has come back, has read it all, does not want it, or it was sent
 * already. [MAIL-6]
 */
export async function writeDigest(ports: Looking, { id, digestFor: user }: DigestMail): Promise<DigestDraft | null> {
  const { mailing } = ports;
  const thing = await findDigest(ports.kept, user);
  const state = thing && digestIn(thing);
  if (!mailing?.digest || state?.letter?.id !== id) return null;
  const [settings, goneAt] = await Promise.all([settingsOf(ports, user), goneSince(ports, user, state)]);
  if (!settings || goneAt === null || goneAt > state.letter.at) return null;
  const waiting = await whatWaits(ports, user, settings, state.toldUpTo);
  if (!waiting) return null;
  const word = unsubscribeWord(user, state.token);
  const unsubscribe = `${mailing.address}/api/v1/mail/unsubscribe?token=${word}`;
  const written = digestLetter(waiting, {
    server: ports.keptSettings.known.name,
    address: mailing.address,
    hasWords: mailing.digest.hasWords,
    language: settings.language,
    zone: settings.quietHours?.zone ?? null,
    unsubscribePage: `${mailing.address}/unsubscribe#${word}`,
  });
  return {
    letter: { id, to: settings.address, unsubscribe, ...written },
    toldUpTo: waiting.newestAt,
    told: waiting.spans,
  };
}

/** The letter was taken, or will never be: `toldUpTo`; or (null) it was not sent. Before it leaves the queue, so that a node that dies in between does not send it again. */
export async function endDigestLetter(
  ports: Looking,
  { id, digestFor: user }: DigestMail,
  toldUpTo: number | null,
): Promise<void> {
  const thing = await findDigest(ports.kept, user);
  const state = thing && digestIn(thing);
  if (!thing || state?.letter?.id !== id) return;
  const now = ports.clock.now();
  const told = toldUpTo === null ? {} : { toldUpTo, sentAt: now };
  const nextAt = now + (ports.mailing?.digest?.afterMs ?? dayMs);
  await putDigest(ports.kept, user, { ...state, ...told, letter: undefined }, nextAt, thing.rev);
}
