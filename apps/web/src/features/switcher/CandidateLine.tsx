import { Avatar } from '../../design/Avatar.tsx';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useText } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import type { Candidate } from './candidates.ts';

type Props = { readonly candidate: Candidate };

/** A conversation or a person that can be gone to, with what waits there. */
export const CandidateLine = ({ candidate }: Props) => {
  const text = useText();
  const { person, group, kind, room, name, detail, isGone, needed, unread } = candidate;
  return (
    <>
      {person ? (
        <Avatar userId={person.id} picture={person.avatar} name={person.displayName} size={24} />
      ) : group ? (
        <GroupAvatar entry={group} size={24} />
      ) : kind === 'person' ? (
        <Icon name="message" size={18} />
      ) : kind === 'thread' ? (
        <Icon name="thread" size={18} />
      ) : (
        <RoomMark room={room} size={18} />
      )}
      <bdi>{name}</bdi>
      <small dir="auto">{isGone ? [detail, text('person.gone')].join(' · ') : detail}</small>
      {needed > 0 ? <Badge count={needed} needed at={kind === 'room'} /> : unread > 0 && <Badge count={unread} />}
    </>
  );
};
