import { ChatError } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import type { Mailing } from './mailing.ts';
import type { Ports } from './ports.ts';

type Words = { readonly subject: string; readonly lines: readonly string[] };

/** An address gets one letter of a kind in this time, ms: nobody fills another's box. */
const pauseMs = { confirm: 60_000, lost: 300_000, changed: 60_000 } as const;

/** Throws `forbidden` where this server sends no mail. */
export function mailingOf({ mailing }: Pick<Ports, 'mailing'>): Mailing {
  if (!mailing) throw new ChatError('forbidden', { message: 'This server sends no mail: ask an admin for a link.' });
  return mailing;
}

/** Puts a letter into the queue; false where the address has had one of the kind just now, too many wait, or `words` has none for it. */
export async function post(
  ports: Pick<Ports, 'mails' | 'once' | 'clock' | 'mailing'>,
  kind: keyof typeof pauseMs,
  to: string,
  words: () => Promise<Words | null>,
  livesMs: number,
): Promise<boolean> {
  const { look } = mailingOf(ports);
  const now = ports.clock.now();
  const id = newWord();
  const mark = `mailed:${kind} ${to.toLowerCase()}`;
  if ((await ports.once.put(mark, { value: id, until: now + pauseMs[kind] }, now)) !== id) return false;
  const said = await words();
  if (!said) return false;
  const { subject, lines } = said;
  const text = `${lines.join('\n\n')}\n`;
  if ((await ports.mails.add({ id, to, subject, text, until: now + livesMs }, now)) === 'full') return false;
  look();
  return true;
}
