/**
 * A server process as main.js starts it, of the build in VERIFY_SERVER_BUILD, with one consumer more: it writes what it is told to
 * VERIFY_TRACE_FILE, a line each time, and is interested in every room and group from its beginning. All nodes of a system write to one file: the system
 * appends each line whole, so their order is that in which they were told.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { ToldRecord } from '../history.ts';
import { obstructBlocks } from './obstructed-blocks.ts';

/** So long a lease is held at least, so that faults come upon it. */
const holdMs = 150;

type Told = {
  readonly conversation: ToldRecord['conversation'];
  readonly messages: readonly { readonly seq: number; readonly id: string }[];
  readonly changes: readonly { readonly prev: number; readonly rev: number }[];
};
/** Of the server's store what this needs. It is another build than ours, so there is nothing to import. */
type Store = {
  readonly rooms: {
    createRoom(room: { readonly id: string }, owner: unknown): Promise<{ readonly status: string }>;
  };
  readonly users: { line(user: unknown, conversation: string): Promise<object | null> };
  readonly tasks: { setInterest(conversation: string, consumer: string, from: 'beginning'): Promise<boolean> };
};
type RunNode = (
  makeConsumers: (store: Store, blobs: object) => readonly object[],
  sweepTimes: Readonly<Record<'signedOutMs' | 'expiredMs' | 'againMs' | 'unusedRoomMs' | 'restMs', number>>,
  sealTimes: Readonly<
    Record<'ageMs' | 'behind' | 'blockMessages' | 'graceMs' | 'foldMs' | 'restMs' | 'cacheBytes', number>
  >,
) => Promise<void>;

/** Whoever is gone is looked at within seconds, again and again. */
const sweepTimes = { signedOutMs: 1_000, expiredMs: 2_000, againMs: 1_000, unusedRoomMs: 60_000, restMs: 1_000 };

/**
 * All but the newest few are sealed soon, and written anew soon after it has changed: nodes' clocks may be hours apart here, so age says nothing. Bytes that were replaced stay for longer than a failover takes.
 * So few blocks are kept in memory that whoever reads old messages reads their bytes.
 */
const sealTimes = {
  ageMs: -365 * 24 * 3_600_000,
  behind: 20,
  blockMessages: 4,
  graceMs: 20_000,
  foldMs: 3_000,
  restMs: 4_000,
  cacheBytes: 16_384,
};

const {
  VERIFY_SERVER_BUILD: build = '',
  VERIFY_TRACE_FILE: file = '',
  VERIFY_BLOCKS_CONTROL: control = '',
} = process.env;

async function take({ conversation, messages, changes }: Told): Promise<void> {
  await pause(holdMs);
  const record: ToldRecord = {
    conversation,
    messages: messages.map(({ seq, id }) => [seq, id] as const),
    changes: changes.map(({ prev, rev }) => [prev, rev] as const),
  };
  appendFileSync(file, `${JSON.stringify(record)}\n`);
}

/** No room or group is acknowledged before the consumer's bit is set in it. */
function beInterested(store: Store): void {
  const create = store.rooms.createRoom.bind(store.rooms);
  store.rooms.createRoom = async (room, owner) => {
    const made = await create(room, owner);
    if (made.status === 'created') await store.tasks.setInterest(room.id, 'trace', 'beginning');
    return made;
  };
  // Whoever asks for a group again, since what failed was the bit, or the node, finds its line.
  const line = store.users.line.bind(store.users);
  const interested = new Set<string>();
  store.users.line = async (user, conversation) => {
    const found = await line(user, conversation);
    if (found && conversation.startsWith('g_') && !interested.has(conversation)) {
      await store.tasks.setInterest(conversation, 'trace', 'beginning');
      interested.add(conversation);
    }
    return found;
  };
}

const compositionOf = (file: string): Promise<unknown> => import(pathToFileURL(join(build, 'composition', file)).href);
if (control !== '') await obstructBlocks(build, control);
const loaded = await compositionOf('run-node.js');
const shipped = (await compositionOf('shipped-consumers.js')) as {
  readonly shippedConsumers: (store: Store, blobs: object) => readonly object[];
};
await (loaded as { readonly runNode: RunNode }).runNode(
  (store, blobs) => {
    beInterested(store);
    return [...shipped.shippedConsumers(store, blobs), { name: 'trace', take }];
  },
  sweepTimes,
  sealTimes,
);
