import { ChatError, foldName, isUserId } from '@rookery/protocol';
import type { changeAddress as changeRequest, confirmAddress as confirmRequest } from '@rookery/protocol';
import type * as z from 'zod';
import { newSessionToken, newWord, secretHash } from '../domain/new-id.ts';
import type { Actor } from './actor.ts';
import { armDigest } from './keep-digest.ts';
import { mailingOf, post } from './mail-links.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

const dayMs = 24 * 3_600_000;

type Changing = Pick<
  Ports,
  'accounts' | 'addresses' | 'clock' | 'kept' | 'mailing' | 'mails' | 'once' | 'passwords' | 'people' | 'signInLimits'
>;

export async function readAddress(
  { addresses }: Pick<Ports, 'addresses'>,
  { user }: Actor,
): Promise<{ readonly address: string | null }> {
  return { address: await addresses.of(user.id) };
}

/** Sends a link to the new address; it is hers when the link is opened, within a day. [MAIL-1] */
export async function changeAddress(
  ports: Changing,
  { user }: Actor,
  { current, address }: z.output<typeof changeRequest>,
  origin: Pick<Origin, 'address'>,
): Promise<void> {
  const mailing = mailingOf(ports);
  if (user.guest) throw new ChatError('forbidden', { message: 'You are a guest: make an account first.' });
  const name = foldName(user.username);
  await ports.signInLimits.attempt(origin.address, name);
  const kept = await ports.accounts.passwordOf(user.id);
  if (kept === null || !(await ports.passwords.fits(kept, current))) {
    ports.signInLimits.failed(name);
    throw new ChatError('forbidden', { field: 'current', message: 'The current password is wrong.' });
  }
  await ports.signInLimits.succeeded(origin.address, name);
  const words = async () => {
    const token = newSessionToken();
    const now = ports.clock.now();
    await ports.once.put(keyOf(token), { value: JSON.stringify([user.id, address]), until: now + dayMs }, now);
    return confirmWords(user.username, `${mailing.address}/address#${token}`);
  };
  const isSent = await post(ports, 'confirm', address, words, dayMs);
  if (!isSent) throw new ChatError('rate_limited', { retryAfterMs: 60_000 });
}

/** Whoever has the link reads that address's mail. Throws `not_found` for one that is used up, `conflict` where another account has the address. */
export async function confirmAddress(ports: Changing, { token }: z.output<typeof confirmRequest>): Promise<void> {
  const kept = await ports.once.take(keyOf(token), newWord(), ports.clock.now());
  if (kept === null)
    throw new ChatError('not_found', {
      field: 'token',
      message: 'This link is used up, or has expired: ask for a new one.',
    });
  const [id = '', address = ''] = JSON.parse(kept) as readonly string[];
  const [user] = isUserId(id) ? await ports.people.users([id]) : [];
  if (!user || user.guest || user.deactivated) throw new ChatError('not_found', { field: 'token' });
  const former = await ports.addresses.of(user.id);
  if ((await ports.addresses.set(user.id, address)) === 'taken')
    throw new ChatError('conflict', { field: 'token', message: 'Another account has this address.' });
  await armDigest(ports, user.id, true);
  // Whoever reads the former address's mail is to know, should it not have been she.
  if (former !== null && former.toLowerCase() !== address.toLowerCase())
    await post(ports, 'changed', former, async () => changedWords(user.username), dayMs).catch(() => undefined);
}

const keyOf = (token: string): string => `address:${secretHash(token)}`;

const confirmWords = (username: string, link: string) => ({
  subject: 'Confirm your address / 确认你的邮箱',
  lines: [
    `Somebody, we hope you, has given this address to the account ${username}. Open this link within a day to confirm it:`,
    link,
    'If it was not you, do nothing.',
    `有人（希望就是你）为账号 ${username} 填写了这个邮箱。请在一天之内打开上面的链接确认。如果不是你，请忽略这封邮件。`,
  ],
});

const changedWords = (username: string) => ({
  subject: 'Your address was changed / 你的邮箱已更改',
  lines: [
    `The account ${username} has another address now. If that was not you, ask whoever runs the server for help.`,
    `账号 ${username} 已换成另一个邮箱。如果不是你本人所为，请联系管理服务器的人。`,
  ],
});
