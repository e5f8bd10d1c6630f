import { unreadAfter } from '@rookery/protocol';
import type { Entry, Head, Notify, Room, UserId } from '@rookery/protocol';
import type { InboxLine } from './inbox-line.ts';
import type { ConversationFacts, RoomFacts } from './conversation.ts';
import { otherOf, placeFacts } from './conversation.ts';
import { peopleIn, toWireMessage } from './log.ts';
import { listRights } from './rights.ts';
import type { Who } from './who.ts';

export const toRoom = (facts: RoomFacts, members: number, online: number): Room => ({
  id: facts.id,
  name: facts.name,
  topic: facts.topic,
  visibility: facts.visibility,
  members,
  online,
  createdAt: facts.createdAt,
  createdBy: facts.owner,
  ...(facts.rights ? { rights: facts.rights } : {}),
  ...(facts.slowModeMs ? { slowModeMs: facts.slowModeMs } : {}),
  ...(facts.history ? { history: facts.history } : {}),
  ...(facts.picture ? { picture: facts.picture } : {}),
  ...(facts.retentionDays ? { retentionDays: facts.retentionDays } : {}),
  ...(facts.retentionMessages ? { retentionMessages: facts.retentionMessages } : {}),
});

/** In place of a head that the reader may not see: no number of it and no id is true of any log. */
const unseenHead: Head = { epoch: '0', seq: 0, id: null, rev: 0, change: null, first: 1 };

/** A line of the store as one line of `viewer`'s inbox on the wire. `online` is the room's, `notify` what she wants to be told of there. */
export function toEntry(line: InboxLine, viewer: UserId, online: number, who: Who, notify?: Notify): Entry {
  const { facts } = line.state;
  const invited = line.role === 'invited';
  // Who has not joined learns what the room is, and nothing of what happens there. [ROOM-11]
  const head = invited ? unseenHead : line.state.head;
  const members = invited ? 0 : line.state.members;
  const read = invited ? 0 : line.read;
  return {
    conversation: facts.id,
    ...aboutOf(facts, viewer, who, { members, online: invited ? 0 : online }, line.root),
    head,
    read,
    unread: unreadAfter(head, read),
    mentions: invited ? 0 : line.mentions + line.calledLate,
    ...(line.calledLate > 0 && !invited && { calledLate: line.calledLate }),
    last: line.last && !invited ? toWireMessage(line.last, facts, who) : null,
    ...(line.role === 'invited'
      ? { invited: true as const, ...(line.invitedBy === undefined ? {} : { invitedBy: who(line.invitedBy) }) }
      : {
          ...(placeFacts(facts).kind === 'group' ? {} : { role: line.role }),
          rights: listRights(line.rights),
          ...limitsOf(line, facts),
          ...(notify === undefined ? {} : { notify }),
        }),
  };
}

type About = Pick<Entry, 'kind' | 'room' | 'user' | 'users' | 'name' | 'root'>;

/** Which room it is, or whose conversation. */
function aboutOf(
  facts: ConversationFacts,
  viewer: UserId,
  who: Who,
  counts: { readonly members: number; readonly online: number },
  root: InboxLine['root'],
): About {
  switch (facts.kind) {
    case 'room':
      return { kind: 'room', room: toRoom(facts, counts.members, counts.online) };
    case 'direct':
      return { kind: 'direct', user: who(otherOf(facts, viewer)) };
    case 'group':
      return {
        kind: 'group',
        users: facts.people.map(who),
        ...(facts.name === undefined ? {} : { name: facts.name }),
      };
    case 'thread':
      return {
        kind: 'thread',
        ...(root && {
          root: {
            conversation: facts.parent.id,
            seq: facts.root,
            user: who(root.author),
            ...(root.content === undefined ? {} : { content: root.content }),
          },
        }),
      };
  }
}

/** What keeps her from writing there now, or so soon again. */
function limitsOf({ mutedUntil }: InboxLine, facts: ConversationFacts): Pick<Entry, 'mutedUntil' | 'slowModeMs'> {
  const place = placeFacts(facts);
  return {
    ...(mutedUntil === undefined ? {} : { mutedUntil }),
    ...(place.kind === 'room' && place.slowModeMs ? { slowModeMs: place.slowModeMs } : {}),
  };
}

/** Whoever has to be known so that these lines can go over the wire. */
export const peopleInLines = (lines: readonly InboxLine[]): Set<UserId> =>
  new Set(
    lines.flatMap(({ state: { facts }, last, root, invitedBy }) => [
      ...peopleIn(last ? [last] : [], facts),
      ...(root ? [root.author] : []),
      ...(invitedBy === undefined ? [] : [invitedBy]),
      ...(facts.kind === 'group' ? facts.people : []),
    ]),
  );
