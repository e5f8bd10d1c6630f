import type { lostPassword as lostRequest } from '@rookery/protocol';
import type * as z from 'zod';
import { mailingOf, post } from './mail-links.ts';
import { offerPasswordLink } from './password-link.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

const hourMs = 3_600_000;

type Losing = Pick<
  Ports,
  'accounts' | 'addresses' | 'clock' | 'mailing' | 'mails' | 'once' | 'people' | 'signInLimits'
>;

/**
 * Sends a link by which the password is set to the account's confirmed address, once, within an hour. Whether there is such an account nobody is told, by
 * words or by time: it is looked for after the answer. [MAIL-4]
 */
export async function lostPassword(
  ports: Losing,
  { address }: z.output<typeof lostRequest>,
  origin: Pick<Origin, 'address'>,
): Promise<void> {
  const { later } = mailingOf(ports);
  await ports.signInLimits.attempt(origin.address, `lost ${address.toLowerCase()}`);
  later(() => send(ports, address));
}

async function send(ports: Losing, address: string): Promise<void> {
  const holder = await ports.addresses.userOf(address);
  const [user] = holder === null ? [] : await ports.people.users([holder]);
  if (!user || user.guest || user.deactivated) return;
  // To the address as it was confirmed, never as it was typed.
  const to = await ports.addresses.of(user.id);
  if (to === null) return;
  const letter = async () => {
    const token = await offerPasswordLink(ports, user.id, hourMs);
    return token === null ? null : words(user.username, `${mailingOf(ports).address}/password#${token}`);
  };
  await post(ports, 'lost', to, letter, hourMs);
}

const words = (username: string, link: string) => ({
  subject: 'Set a new password / 设置新密码',
  lines: [
    `Somebody, we hope you, wants a new password for the account ${username}. Open this link within an hour to choose one:`,
    link,
    'If it was not you, do nothing: your password stays as it is.',
    `有人（希望就是你）想为账号 ${username} 设置新密码。请在一小时之内打开上面的链接。如果不是你，请忽略这封邮件，密码不会改变。`,
  ],
});
