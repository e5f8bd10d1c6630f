import { timingSafeEqual } from 'node:crypto';
import { ChatError } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { readUnsubscribeWord, unsubscribeWord } from '../domain/digest.ts';
import type { DigestThing } from '../domain/digest.ts';
import { newWord } from '../domain/new-id.ts';
import type { Kept, KeptThing } from '../ports/kept.ts';
import type { Ports } from './ports.ts';

const key = 'digest';
/** Two nodes at once: so often the later one looks again at what the other one has written. */
const tries = 5;

export const digestIn = ({ json }: KeptThing): DigestThing => JSON.parse(json) as DigestThing;

export const findDigest = (kept: Kept, user: UserId): Promise<KeptThing | null> => kept.find(user, 'digest', key);

/** Writes it where it is still as it was read; false where somebody else came first. */
export async function putDigest(
  kept: Kept,
  user: UserId,
  thing: DigestThing,
  dueAt: number | null,
  expected: number,
): Promise<boolean> {
  const written = { kind: 'digest', key, json: JSON.stringify(thing), dueAt } as const;
  return (await kept.put(user, written, { most: 1, expected })).status === 'kept';
}

type Arming = Pick<Ports, 'kept' | 'clock' | 'mailing'>;

/** From now on it is looked, again and again, whether she is to be written to. With another address links in former letters count no more. [MAIL-5] */
export async function armDigest(ports: Arming, user: UserId, isNewAddress = false): Promise<void> {
  const { digest } = ports.mailing ?? {};
  if (!digest) return;
  for (let left = tries; left > 0; left -= 1) {
    const before = await findDigest(ports.kept, user);
    if (before && before.dueAt !== null && !isNewAddress) return;
    const now = ports.clock.now();
    const known = before ? digestIn(before) : { toldUpTo: 0, sentAt: 0, token: newWord() };
    const thing = { ...known, seenAt: now, letter: undefined, ...(isNewAddress ? { token: newWord() } : {}) };
    if (await putDigest(ports.kept, user, thing, now + digest.afterMs, before?.rev ?? 0)) return;
  }
  throw new ChatError('unavailable');
}

/** She has come. Whoever confirmed her address before there were such letters gets them from now on. */
export function noteComing(
  ports: Arming & Pick<Ports, 'addresses'>,
  user: { readonly id: UserId; readonly guest: boolean },
): void {
  if (user.guest || !ports.mailing?.digest) return;
  ports.mailing.later(async () => {
    if ((await findDigest(ports.kept, user.id)) || (await ports.addresses.of(user.id)) === null) return;
    await armDigest(ports, user.id);
  });
}

/** The page that asks whether these letters are to end. Throws `not_found` where the word is none. */
export function unsubscribePage({ mailing }: Pick<Ports, 'mailing'>, word: string | null): string {
  const read = readUnsubscribeWord(word ?? '');
  if (!mailing || !read) throw new ChatError('not_found', { field: 'token' });
  return `${mailing.address}/unsubscribe#${unsubscribeWord(read.user, read.token)}`;
}

/** Ends these letters, for whoever has the link of one. Throws `not_found` for another one. Repeating it changes nothing. [MAIL-7] */
export async function endDigest(ports: Pick<Ports, 'kept' | 'privacy'>, word: string): Promise<void> {
  const read = readUnsubscribeWord(word);
  const thing = read && (await findDigest(ports.kept, read.user));
  const known = Buffer.from(thing ? digestIn(thing).token : '');
  const given = Buffer.from(read?.token ?? '');
  if (!read || known.length === 0 || known.length !== given.length || !timingSafeEqual(known, given))
    throw new ChatError('not_found', { field: 'token', message: 'This link is not good any more.' });
  await ports.privacy.change(read.user, { mailDigest: false });
}
