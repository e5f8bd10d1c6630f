import type { Entry } from '@rookery/protocol';
import { Avatar } from '../design/Avatar.tsx';
import { nameOf } from '../lib/name-of.ts';
import { useText } from '../locales/text.ts';
import { GroupAvatar } from './GroupAvatar.tsx';
import { RoomMark } from './RoomMark.tsx';

/** What stands before a conversation's name in a list: a face, faces, or the sign of a room. */
export const EntryMark = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  if (entry.user)
    return <Avatar userId={entry.user.id} picture={entry.user.avatar} name={nameOf(text, entry.user)} size={22} />;
  return entry.users ? <GroupAvatar entry={entry} size={22} /> : <RoomMark room={entry.room} size={18} />;
};
