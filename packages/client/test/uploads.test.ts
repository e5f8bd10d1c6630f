import { fail, ManualClock, me, room, ScriptedServer, SeededRandom, settle } from '@rookery/testkit';
import type { File } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { createClient, memoryOutbox, memorySession } from '../src/index.ts';
import type { Client, UploadEntry, UploadStorage } from '../src/index.ts';
import { memoryUploads } from '../src/files/upload-storage.ts';

const named = (name: string, bytes = 3): Blob =>
  Object.assign(new Blob([new Uint8Array(bytes)], { type: 'text/plain' }), { name });

/** Programs on one device, whose uploads are answered when the test says so. */
async function device(given: { uploads?: UploadStorage } = {}) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  server.log(room);
  const random = new SeededRandom(1);
  const session = memorySession({ token: 't', user: me });
  const outbox = memoryOutbox();
  const uploads = given.uploads ?? memoryUploads();
  const files = {
    asked: [] as string[],
    /** What holds an upload by the name of its file. */
    gates: new Map<string, Promise<void>>(),
    answers: new Map<string, () => Response>(),
    count: 0,
  };
  const answer: typeof fetch = async (url, init = {}) => {
    const { method = 'GET', signal } = init;
    const path = String(url).replace(/^.*\/v1/, '');
    files.asked.push(`${method} ${path}`);
    const name = /name=(.*)/.exec(path)?.[1] ?? path;
    await Promise.race([
      files.gates.get(name) ?? Promise.resolve(),
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    ]);
    const said = files.answers.get(name)?.();
    if (said) return said;
    if (method === 'DELETE') return new Response(null, { status: 204 });
    files.count += 1;
    return Response.json({ ok: true, file: fileOf(`f_${files.count}`, name) }, { status: 201 });
  };
  const open = async (): Promise<Client> => {
    const client = createClient({
      ...{ url: 'https://chat.example', transport: server, clock, session, outbox, fetch: answer },
      ...{ uploads: () => Promise.resolve(uploads), random: random.next, randomBytes: random.fill },
    });
    client.open();
    client.timeline(room).subscribe(() => undefined);
    await settle();
    return client;
  };
  return { clock, server, outbox, uploads, files, open };
}

const fileOf = (id: string, name: string) =>
  ({ id, name, type: 'text/plain', bytes: 3, createdAt: 1 }) as never as File;

/** Rounds of the event loop: uploads are loaded, and asked for over HTTP. */
const until = async (holds: () => boolean): Promise<void> => {
  await expect.poll(() => settle().then(holds), { interval: 5 }).toBe(true);
};

const said = (server: ScriptedServer) =>
  server.log(room).messages.map(({ content, files }) => [content, ...(files ?? []).map(({ id }) => id)].join(' '));

const echo = (server: ScriptedServer): void => {
  server.scripts.set('message:room', ({ content, clientId, files }) => {
    const before = server.log(room).messages.find((one) => one.clientId === clientId);
    const ids = (files ?? []) as string[];
    const message =
      before ??
      server.say(
        content as string,
        {
          ...{ user: me, clientId: clientId as never },
          files: ids.map((id) => fileOf(id, id)),
        } as never,
      );
    return { id: message.id, seq: message.seq, at: 1, duplicate: before !== undefined };
  });
};

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
};

describe('a message whose files are on their way', () => {
  test('[FILE-17] waits without holding up what is written after it, and goes out once, with its last byte', async () => {
    const { server, files, open } = await device();
    echo(server);
    const held = gate();
    files.gates.set('film', held.opened);
    const client = await open();
    const uploads = await client.uploads();
    const ids = uploads.add('here', [named('film'), named('note')]);
    client.send(room, 'look', { uploads: ids });
    client.send(room, 'meanwhile');
    await until(() => said(server).length === 1 && uploads.view.get()[1]?.state.kind === 'done');
    expect(
      client
        .timeline(room)
        .get()
        .items.map(({ kind, message }) => [kind, message.content]),
    ).toEqual([
      ['message', 'meanwhile'],
      ['pending', 'look'],
    ]);
    expect(client.outbox.get().map(({ status }) => status.state)).toEqual(['uploading']);
    held.open();
    await until(() => said(server).length === 2);
    // The order of the files is that of choosing, not of coming.
    expect(said(server)).toEqual(['meanwhile', 'look f_2 f_1']);
    await until(() => client.outbox.get().length === 0 && uploads.view.get().length === 0);
    expect(server.counts('message:room')).toBe(2);
    expect(files.asked.filter((one) => one.startsWith('DELETE'))).toEqual([]);
  });

  test('[FILE-17] goes on after the end of the program, from where it was, and so does what lies beside a draft', async () => {
    const { server, files, open, uploads: kept } = await device();
    echo(server);
    files.gates.set('film', new Promise(() => undefined));
    const before = await open();
    const first = await before.uploads();
    const [film = '', note = ''] = first.add('here', [named('film'), named('note')]);
    const clientId = before.send(room, 'look', { uploads: [film] });
    await until(() => first.view.get().every(({ entry, state }) => entry.id === film || state.kind === 'done'));
    await until(() => first.view.get().every(({ kept: how }) => how === 'yes'));
    before.close();
    files.gates.clear();
    const after = await open();
    await until(() => said(server).length === 1);
    expect(said(server)).toEqual(['look f_2']);
    expect(server.log(room).messages[0]?.clientId).toBe(clientId);
    const second = await after.uploads();
    await until(() => second.view.get().length === 1);
    expect(second.view.get()[0]).toMatchObject({ entry: { id: note, draft: 'here' }, state: { kind: 'done' } });
    expect((await kept.load(me.id)).map(({ id }) => id)).toEqual([note]);
  });

  test('[FILE-17] whose file the server has let expire uploads it anew, by itself, and not for ever', async () => {
    const { server, files, open } = await device();
    const client = await open();
    const uploads = await client.uploads();
    let isLost = true;
    const refuse = () => fail('not_found', undefined, 'files');
    server.scripts.set('message:room', ({ files: ids }) => {
      if (isLost) refuse();
      const message = server.say('', { user: me, files: (ids as string[]).map((id) => fileOf(id, id)) } as never);
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    const [id = ''] = uploads.add('here', [named('note')]);
    const clientId = client.send(room, '', { uploads: [id] });
    await until(() => client.outbox.get()[0]?.status.state === 'failed');
    expect(files.count).toBe(4);
    isLost = false;
    await client.retry(clientId);
    await until(() => said(server).length === 1);
  });

  test('[FILE-17] that is taken back leaves nothing, here or at the server', async () => {
    const { files, open, uploads: kept } = await device();
    const client = await open();
    const uploads = await client.uploads();
    files.gates.set('film', new Promise(() => undefined));
    const ids = uploads.add('here', [named('note'), named('film')]);
    await until(() => uploads.view.get()[0]?.state.kind === 'done');
    const clientId = client.send(room, 'no', { uploads: ids });
    await settle();
    await client.discard(clientId);
    await until(() => files.asked.includes('DELETE /uploads/f_1'));
    expect(uploads.view.get()).toEqual([]);
    expect(await kept.load(me.id)).toEqual([]);
    // The last file of a message takes it along.
    const [one = ''] = uploads.add('here', [named('film')]);
    client.send(room, 'nor this', { uploads: [one] });
    await settle();
    await uploads.remove(one);
    await until(() => client.outbox.get().length === 0);
  });
});

describe('uploads', () => {
  test('[FILE-17] are erased by signing out, and never shown to somebody else', async () => {
    const { files, open, uploads: kept } = await device();
    const client = await open();
    const uploads = await client.uploads();
    files.gates.set('film', new Promise(() => undefined));
    uploads.add('here', [named('film')]);
    await until(() => uploads.view.get()[0]?.kept === 'yes');
    await client.leave();
    expect(uploads.view.get()).toEqual([]);
    expect(await kept.load(me.id)).toEqual([]);
    expect(() => uploads.add('here', [named('film')])).toThrow('Join before you send.');
  });

  test('[FILE-17] for which there is no room go on as long as the program, and say so; size is judged by what the server says', async () => {
    const full: UploadStorage = { ...memoryUploads(), put: () => Promise.reject(new Error('QuotaExceededError')) };
    const { server, files, open } = await device({ uploads: full });
    server.limits = { fileBytes: 100, guestFileBytes: 100 };
    const client = await open();
    const uploads = await client.uploads();
    const held = gate();
    files.gates.set('note', held.opened);
    uploads.add('here', [named('note'), named('large', 101), named('empty', 0)]);
    await until(() => uploads.view.get()[0]?.kept === 'no');
    held.open();
    await until(() => uploads.view.get()[0]?.state.kind === 'done');
    expect(
      uploads.view
        .get()
        .slice(1)
        .map(({ state }) => state),
    ).toEqual([
      { kind: 'failed', code: 'too_large' },
      { kind: 'failed', code: 'empty' },
    ]);
    expect(files.asked).toEqual(['POST /files?name=note']);

    // An admin who has just raised it need not come back for that.
    const more = { fileBytes: 200, guestFileBytes: 200, dayFileBytes: 900, guestDayFileBytes: 900 };
    const rest = {
      name: 'Home',
      registration: 'open',
      guests: true,
      roomCreation: 'guest',
      linkPreviews: true,
      findEverybody: false,
      retentionDays: null,
      retentionMessages: null,
    };
    server.scripts.set('admin:settings', () => ({ settings: { ...rest, ...more } }));
    await client.setServer(more);
    expect(client.limits.get()).toMatchObject(more);
    uploads.add('here', [named('larger', 101)]);
    await until(() => files.asked.includes('POST /files?name=larger'));
  });

  test('[FILE-17] wait for the connection, and begin again by themselves; what the server refuses says why', async () => {
    const { clock, files, open } = await device();
    const client = await open();
    const uploads = await client.uploads();
    files.answers.set('note', () => {
      throw new TypeError('network');
    });
    const refusal = { ok: false, error: { code: 'rate_limited', message: 'Enough.', retryAfterMs: 5_000 } };
    files.answers.set('more', () => Response.json(refusal, { status: 429 }));
    const [, more = ''] = uploads.add('here', [named('note'), named('more')]);
    await until(() => uploads.view.get()[1]?.state.kind === 'failed');
    expect(uploads.view.get().map(({ state }) => state)).toEqual([
      { kind: 'waiting', isOffline: true },
      { kind: 'failed', code: 'rate_limited' },
    ]);
    files.answers.clear();
    uploads.move(more, -1);
    uploads.retry(more);
    await clock.advance(3_000);
    await until(() => uploads.view.get().every(({ state }) => state.kind === 'done'));
    expect(uploads.view.get().map(({ entry }: { entry: UploadEntry }) => entry.name)).toEqual(['more', 'note']);
  });
});
