import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asUserId, ChatError } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { MailSending } from './send-mails.ts';

test('[MAIL-5] a letter whose reader’s shard is away holds up no other, and one that was sent meanwhile is not sent again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-mails-'));
  const clock = { now: Date.now };
  const store = await openEmbeddedStore({ dataDir, clock, log: { error: () => undefined } });
  const [sent, told, ended]: string[][] = [[], [], []];
  let away = 2;
  const sending = new MailSending(
    { mails: store.mails, clock },
    {
      send: ({ id }) => {
        sent?.push(id);
        return Promise.resolve({ status: 'sent' });
      },
      close: () => undefined,
    },
    {
      write: ({ id }) =>
        id === 'a'
          ? Promise.reject(new ChatError('unavailable'))
          : Promise.resolve({ letter: { id, to: 'a@example.com', subject: 'S', text: 'T' }, toldUpTo: 7, told: [] }),
      end: ({ id }, toldUpTo) => {
        away -= 1;
        if (away >= 0) return Promise.reject(new ChatError('unavailable'));
        ended?.push(`${id} ${toldUpTo}`);
        return Promise.resolve();
      },
    },
    {
      sent: () => told?.push('sent'),
      later: () => told?.push('later'),
      gaveUp: (why) => told?.push(why),
      failed: () => told?.push('failed'),
    },
  );
  const [until, digestFor] = [clock.now() + 60_000, asUserId('u_AAAAAAAAAAAAAAAAAAAAAA')];
  await store.mails.add({ id: 'a', until, digestFor }, clock.now());
  await store.mails.add({ id: 'b', until, digestFor }, clock.now());
  await store.mails.add({ id: 'c', until, to: 'c@example.com', subject: 'S', text: 'T' }, clock.now());
  sending.look();
  await expect.poll(() => told, { timeout: 15_000 }).toEqual(['failed', 'sent', 'sent']);
  expect([sent, ended]).toEqual([['b', 'c'], ['b 7']]);
  // The first one waits for its next try, nothing else.
  const later = clock.now() + 3_600_000;
  expect(await store.mails.claim(later, later + 1)).toMatchObject({ mail: { id: 'a' }, tries: 1 });
  expect(await store.mails.claim(later, later + 1)).toBeNull();
  await sending.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});
