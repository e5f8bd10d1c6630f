import { randomBytes } from 'node:crypto';
import type { ConversationId, User } from '@rookery/protocol';
import type { openEmbeddedSink } from '@rookery/server/embedded-sink';

type Sink = ReturnType<typeof openEmbeddedSink>;
type Records = Parameters<Sink['write']>[0];

const writtenAtOnce = 4_000;
const word = (): string => randomBytes(16).toString('base64url');

/**
 * Fills an empty store with messages as a restore does, some ten times as fast as by appends, and lets servers in. All people are members of all rooms; the first of
 * them is the owner. Closes the sink.
 */
export async function fillStore(
  sink: Sink,
  {
    rooms,
    perRoom,
    people = 1,
    writtenAt,
    say,
  }: {
    readonly rooms: number;
    readonly perRoom: number;
    readonly people?: number;
    /** ms: when the first message of each room was written; the others follow, 1 ms apart. */
    readonly writtenAt: number;
    /** What a message says, and who of the people wrote it. */
    readonly say: () => { readonly content: string; readonly by: number };
  },
): Promise<{ readonly rooms: readonly ConversationId[]; readonly users: readonly User[] }> {
  const ids = Array.from({ length: rooms }, () => `r_${word()}`);
  const users = Array.from({ length: people }, (_, index) => ({
    ...{ id: `u_${word()}`, username: index === 0 ? 'owner.of.all' : `user.${index}`, displayName: `User ${index}` },
    ...{ guest: true, rev: 0 },
  }));
  const [owner] = users;
  if (!owner) throw new Error('nobody');
  const epoch = word();
  let waiting: object[] = [];
  const write = async (record: object): Promise<void> => {
    waiting.push(record);
    if (waiting.length < writtenAtOnce) return;
    await sink.write(waiting as Records);
    waiting = [];
  };
  for (const [index, conversation] of ids.entries()) {
    let id = '';
    for (let seq = 1; seq <= perRoom; seq += 1) {
      id = `m_${word()}`;
      const { content, by } = say();
      const [author, at] = [users[by]?.id, writtenAt + seq];
      // Client ids as ours make them: a UUID, which takes as much.
      await write({ kind: 'message', conversation, seq, id, author, at, content, clientId: word() });
    }
    const [createdAt, us] = [writtenAt, writtenAt * 1_000];
    const facts = { type: 'public', name: conversation, topic: '', owner: owner.id, createdAt, removals: 0, mark: 0 };
    const head = { epoch, base: 0, first: 1, seq: perRoom, lastId: id, rev: 0, lastChange: null, activeUs: us };
    await write({ kind: 'conversation', id: conversation, ...facts, ...head });
    const members = users.map(({ id: user }) => ({
      ...{ user, role: user === owner.id ? 'owner' : 'member', joinedSeq: 0, joinedUs: us },
    }));
    await write({ kind: 'members', conversation, members });
    const rev = index + 1;
    const line = { read: perRoom, readEpoch: epoch, gainedUs: us, gainedRev: rev, rev, entryRev: 0 };
    for (const { id: user } of users) await write({ kind: 'line', user, conversation, as: 'member', ...line });
  }
  for (const user of users) await write({ kind: 'person', ...user, profileRev: 0, rev: rooms + 1, revFloor: 0 });
  await sink.write(waiting as Records);
  await sink.finish('same');
  await sink.close();
  // As a store answers them.
  return { rooms: ids as unknown as ConversationId[], users: users as unknown as User[] };
}
