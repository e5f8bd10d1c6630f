import { fail, type ScriptedServer } from '@rookery/testkit';
import { asConversationId } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { opened } from './bench.ts';

const listed = (server: ScriptedServer, ...names: readonly string[]) =>
  server.scripts.set('rooms:list', () => ({
    rooms: names.map((name) => ({ id: asConversationId(`r_${name}`), name })),
    next: null,
  }));

describe('a room that the reader is not in', () => {
  test('is open where it is public, with what the list says of it', async () => {
    const { server, client } = await opened();
    server.scripts.set('history:fetch', () => fail('forbidden'));
    listed(server, 'lobby', 'Kitchen');
    expect(await client.findRoom('kitchen')).toMatchObject({ state: 'open', room: { name: 'Kitchen' } });
    expect(await client.findRoom('cellar')).toEqual({ state: 'open', room: null });
  });

  test('is none where the server does not say that it is there', async () => {
    const { server, client } = await opened();
    server.scripts.set('history:fetch', () => fail('not_found'));
    expect(await client.findRoom('cellar')).toEqual({ state: 'none', room: null });
    expect(server.counts('rooms:list')).toBe(0);
  });

  test('is not judged where nobody answers', async () => {
    const { server, client } = await opened();
    server.scripts.set('history:fetch', () => fail('unavailable'));
    await expect(client.findRoom('cellar')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
