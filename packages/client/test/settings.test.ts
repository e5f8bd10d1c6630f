import { fail, other, settle } from '@rookery/testkit';
import { defaultChoices } from '@rookery/protocol';
import type { Settings } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { opened } from './bench.ts';

const kept: Settings = { ...defaultChoices, blocked: [] };

test('[CLI-37] settings are read once somebody wants them, again with each connection, and are as the server last said', async () => {
  const { server, client, clock } = await opened();
  expect(server.counts('settings:get')).toBe(0);
  let failures = 1;
  server.scripts.set('settings:get', () => ((failures -= 1) >= 0 ? fail('unavailable') : { settings: kept }));
  let told = 0;
  client.settings.subscribe(() => (told += 1));
  await clock.advance(30_000);
  expect([client.settings.get(), told]).toEqual([kept, 1]);

  server.emit('settings:update', { settings: { ...kept, blocked: [other.id] } });
  expect(client.settings.get()?.blocked).toEqual([other.id]);
  server.scripts.set('settings:set', () => ({ settings: { ...kept, receipts: false } }));
  expect(await client.setSettings({ receipts: false })).toMatchObject({ receipts: false });
  expect(client.settings.get()).toMatchObject({ receipts: false });

  server.scripts.set('settings:get', () => ({ settings: { ...kept, directFrom: 'nobody' } }));
  server.cut();
  await clock.advance(60_000);
  expect(client.settings.get()).toMatchObject({ directFrom: 'nobody' });
});

test('[CLI-11] a message tells no status: the one that is known stays, and the next word of it counts', async () => {
  const { server, client } = await opened();
  server.emit('people:update', { users: [{ ...other, rev: 1, status: { text: 'away' } }] });
  server.say('hello', { user: { id: other.id, displayName: 'Other', rev: 2 }, from: 'other' });
  await settle();
  expect(client.people.get(other.id)).toMatchObject({ displayName: 'Other', rev: 2, status: { text: 'away' } });
  server.emit('people:update', { users: [{ ...other, displayName: 'Other', rev: 2, status: { text: 'back' } }] });
  await settle();
  expect(client.people.get(other.id)).toMatchObject({ status: { text: 'back' }, guest: true });
});
