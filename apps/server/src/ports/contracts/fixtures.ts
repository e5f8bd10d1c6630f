import { randomBytes } from 'node:crypto';
import { asMessageId, asRoomId, asUserId } from '@rookery/protocol';
import type { ClientId, ConversationId, User } from '@rookery/protocol';
import type { RoomFacts } from '../../domain/conversation.ts';
import { rightsOf } from '../../domain/rights.ts';
import type { AppendOutcome, NewMessage } from '../conversation-log.ts';
import type { Store } from '../store.ts';

/** What a contract suite needs of an adapter: a store, and how to open it again with what it kept. */
export type OpenedStore = { readonly store: Store; reopen(): Promise<Store>; close(): Promise<void> };
export type OpenStore = () => Promise<OpenedStore>;

const word = (): string => randomBytes(12).toString('base64url');
let count = 0;

/** Somebody with a name of her own. */
export async function newUser(store: Store, stem = 'user', guest = true): Promise<User> {
  const username = `${stem}.${(count += 1)}.${word().replaceAll(/[-_]/g, 'x')}`.slice(0, 32);
  const user: User = { id: asUserId(`u_${word()}`), username, displayName: stem, guest, rev: 0 };
  const claimed = await store.people.claimName(user, null);
  if (claimed !== 'claimed') throw new Error('a fresh name was taken');
  return user;
}

export const roomFacts = (owner: User, details: Partial<RoomFacts> = {}): RoomFacts => ({
  kind: 'room',
  id: asRoomId(`r_${word()}`),
  name: `room ${word()}`,
  topic: '',
  visibility: 'public',
  owner: owner.id,
  createdAt: Date.now(),
  ...details,
});

export async function newRoom(store: Store, owner: User, details: Partial<RoomFacts> = {}): Promise<RoomFacts> {
  const facts = roomFacts(owner, details);
  const made = await store.rooms.createRoom(facts, owner.id);
  if (made.status !== 'created') throw new Error('a fresh room was taken');
  return facts;
}

export const newMessage = (
  conversation: ConversationId,
  author: User,
  details: Partial<NewMessage> = {},
): NewMessage => ({
  id: asMessageId(`m_${word()}`),
  conversation,
  author: author.id,
  needs: rightsOf('post'),
  content: 'hello',
  at: Date.now(),
  clientId: word() as ClientId,
  mentions: [],
  ...details,
});

/** Appends, and demands that it was taken. */
export async function append(
  store: Store,
  conversation: ConversationId,
  author: User,
  details: Partial<NewMessage> = {},
): Promise<Extract<AppendOutcome, { seq: number }>> {
  const outcome = await store.log.append(newMessage(conversation, author, details));
  if (outcome.status !== 'appended' && outcome.status !== 'duplicate')
    throw new Error(`not appended: ${outcome.status}`);
  return outcome;
}

/** Waits for what is announced by and by. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, deadlineMs = 5_000): Promise<void> {
  const giveUpAt = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`It never came true that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
