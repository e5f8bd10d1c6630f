import {
  ClientError,
  createClient,
  indexedDbOutbox,
  memoryOutbox,
  webSession,
  type Client,
  type ConnectionState,
  type Observable as ClientObservable,
  type SessionState,
} from '@rookery/client';
import { asClientId, asUserId, isRoomId, limits, type ConversationId, type Room } from '@rookery/protocol';
import type { Observable } from '../lib/observable.ts';
import type { Chat, ConnectionView, Outcome, SessionView, TimelineHandle, TimelineView, Typists } from './model.ts';
import { peopleBook, type PeopleBook } from './people.ts';
import { messageItem, timelineItem } from './timeline-items.ts';

/** Pages of rooms looked through for one that is known by its id only. */
const mostPages = 10;

/** The same observable under the names React asks for, its value as the screens want it: once per value. */
const mapped = <From extends object, To>(source: ClientObservable<From>, map: (value: From) => To): Observable<To> => {
  let last: { readonly from: From; readonly to: To } | undefined;
  return {
    subscribe: (listener) => source.subscribe(listener),
    getSnapshot: () => {
      const from = source.get();
      if (last?.from !== from) last = { from, to: map(from) };
      return last.to;
    },
  };
};

const outcome = async <Value>(work: Promise<Value>): Promise<Outcome<Value>> => {
  try {
    return { ok: true, value: await work };
  } catch (thrown) {
    const error = thrown instanceof ClientError ? thrown : undefined;
    if (!error) console.error('rookery: a request failed', thrown);
    return { ok: false, failure: { code: error?.code ?? 'internal', retryAfterMs: error?.retryAfterMs } };
  }
};

const done = (work: Promise<unknown>): Promise<Outcome> => outcome(work.then(() => undefined));

/** The client counts in the time of day, the screens in a clock that does not step. */
const onPageClock = (at: number): number => at - Date.now() + performance.now();

const connectionView = (state: ConnectionState): ConnectionView => {
  switch (state.state) {
    case 'idle':
    case 'connecting':
      return { state: 'connecting' };
    case 'online':
      return { state: 'online' };
    case 'reconnecting':
      return {
        state: 'reconnecting',
        sinceMs: onPageClock(state.since),
        nextTryAtMs: state.retryAt === null ? undefined : onPageClock(state.retryAt),
      };
    case 'ended':
      return state.reason === 'version' ? { state: 'too-old' } : { state: 'connecting' };
  }
};

const sessionView = (state: SessionState): SessionView => {
  switch (state.state) {
    case 'none':
      return { state: 'none', ended: state.ended };
    // The same person as before the reload: no need to wait for the server to say so.
    case 'restoring':
    case 'joined':
      return { state: 'joined', me: state.user };
  }
};

const timelineHandle = (client: Client, conversation: ConversationId, people: PeopleBook): TimelineHandle => {
  const timeline = client.timeline(conversation);
  const session = client.session;
  const items = new WeakMap<object, ReturnType<typeof timelineItem>>();
  const view = mapped(timeline, (from): TimelineView => {
    const state = session.get();
    const me = state.state === 'none' ? { id: '', username: '', displayName: '' } : state.user;
    return {
      ...from,
      items: from.items.map((item) => {
        let known = items.get(item);
        if (!known) {
          known = timelineItem(item, me);
          people.meet(known.author);
          items.set(item, known);
        }
        return known;
      }),
    };
  });
  return {
    ...view,
    loadOlder: () => void timeline.loadOlder(),
    loadNewer: () => void timeline.loadNewer(),
    showLatest: () => timeline.showLatest(),
    showAround: (seq) => timeline.showAround(seq),
    find: async (seq) => {
      const message = await timeline.find(seq);
      return message && messageItem(message.id, message);
    },
  };
};

/** A room among those that are listed, by id or name. */
const listedRoom = async (client: Client, room: string): Promise<Room | undefined> => {
  const query = isRoomId(room) ? {} : { query: room };
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { rooms, next } = await client.request('rooms:list', {
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = rooms.find(({ id, name }) => id === room || name.toLowerCase() === room.toLowerCase());
    if (found || next === null) return found;
    cursor = next;
  }
  return undefined;
};

const findRoom = async (client: Client, room: string): Promise<Room | undefined> => {
  try {
    await client.request('history:fetch', { room, limit: 1 });
  } catch (error) {
    // Forbidden: it is there, and public. Anything else says why not.
    if (!(error instanceof ClientError && error.code === 'forbidden')) throw error;
  }
  return listedRoom(client, room);
};

const probePerson = async (client: Client, username: string): Promise<void> => {
  try {
    await client.request('history:fetch', { to: username, limit: 1 });
  } catch (error) {
    // Without the field, the person is there and only the conversation is not.
    if (error instanceof ClientError && error.code === 'not_found' && error.field !== 'to') return;
    throw error;
  }
};

/** This tab's name, the same after a reload: an outbox belongs to a tab. */
const tabName = (): string => {
  const key = 'rookery.tab';
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  try {
    const name = sessionStorage.getItem(key) ?? fresh;
    sessionStorage.setItem(key, name);
    return name;
  } catch {
    return fresh;
  }
};

/** The chat of the screens over a real server: the one this page came from. */
export const clientChat = (): Chat => {
  const client = createClient({
    session: webSession(localStorage),
    outbox: typeof indexedDB === 'undefined' ? memoryOutbox() : indexedDbOutbox(tabName()),
  });
  const people = peopleBook();
  const timelines = new Map<ConversationId, TimelineHandle>();
  const typists = new Map<ConversationId, Observable<Typists>>();

  const noteMe = () => {
    const state = client.session.get();
    if (state.state === 'none') {
      timelines.clear();
      people.forget();
    } else people.meet(state.user);
  };
  const noteInbox = () => {
    for (const { user, last } of client.inbox.get().entries) {
      if (user) people.meet(user);
      if (last) people.meet({ ...last.user, username: last.from });
    }
  };
  client.session.subscribe(noteMe);
  client.inbox.subscribe(noteInbox);
  noteMe();
  client.open();

  return {
    connection: mapped(client.connection, connectionView),
    session: mapped(client.session, sessionView),
    inbox: mapped(client.inbox, (view) => view),
    pending: { subscribe: (listener) => client.waiting.subscribe(listener), getSnapshot: () => client.waiting.get() },
    people: people.all,
    contentBytes: limits.contentBytes,
    presence: mapped(
      client.presence,
      (states): ReadonlyMap<string, boolean> => new Map([...states].map(([user, { online }]) => [user, online])),
    ),

    timeline: (conversation) => {
      let handle = timelines.get(conversation);
      if (!handle) timelines.set(conversation, (handle = timelineHandle(client, conversation, people)));
      return handle;
    },
    typists: (conversation) => {
      let seen = typists.get(conversation);
      if (!seen) typists.set(conversation, (seen = mapped(client.typists(conversation), (value) => value)));
      return seen;
    },
    watchPresence: (users) => client.watchPresence(users.map(asUserId)),

    join: ({ username, displayName }) => done(client.join(username, displayName)),
    signOut: () => client.leave(),
    reconnectNow: () => client.tryNow(),

    send: (conversation, content, replyTo) => void client.send(conversation, content, { replyTo }),
    retry: (_conversation, key) => void client.retry(asClientId(key)),
    discard: (_conversation, key) => void client.discard(asClientId(key)),
    probePerson: (username) => outcome(probePerson(client, username)),
    startDirect: (username, content) => outcome(client.sendTo(username, content).then((answer) => answer.conversation)),
    edit: (conversation, seq, content) => done(client.edit(conversation, seq, content)),
    remove: (conversation, seq) => done(client.delete(conversation, seq)),
    react: (conversation, seq, emoji, on) => done(client.react(conversation, seq, emoji, on)),
    markRead: (conversation, seq) => {
      // Lost with the connection, it is marked again by what is seen next.
      client.markRead(conversation, seq).catch(() => undefined);
    },
    markUnread: (conversation, seq) => done(client.markRead(conversation, seq - 1, { back: true })),
    setTyping: (conversation, on) => client.setTyping(conversation, on),

    createRoom: (room) => outcome(client.createRoom(room).then((answer) => answer.room.id)),
    joinRoom: (room) => outcome(client.joinRoom(room).then((answer) => answer.room.id)),
    findRoom: (room) => outcome(findRoom(client, room)),
    leaveRoom: (room) => done(client.leaveRoom(room)),
    editRoom: (room, change) => done(client.request('room:edit', { room, ...change })),
    invite: (room, user) => done(client.request('room:invite', { room, user })),
    removeMember: (room, user) => done(client.request('room:remove', { room, user })),
    listRooms: (query, cursor) =>
      outcome(
        client
          .request('rooms:list', { ...(query === '' ? {} : { query }), ...(cursor === undefined ? {} : { cursor }) })
          .then(({ rooms, next }) => ({ items: rooms, next })),
      ),
    listMembers: (room, cursor) =>
      outcome(
        client
          .request('room:members', { room, ...(cursor === undefined ? {} : { cursor }) })
          .then(({ members, next }) => {
            people.meet(...members.map(({ user }) => user));
            return { items: members, next };
          }),
      ),
  };
};
