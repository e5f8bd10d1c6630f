import type { Member } from '@rookery/protocol';
import { Avatar } from '../../design/Avatar.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import { usePerson } from '../../sdk/use-people.ts';
import { useIsOnline } from '../../sdk/use-presence.ts';
import styles from './MemberPanel.module.css';

type Props = {
  readonly member: Member;
  readonly isMe: boolean;
  readonly onRemove: (() => void) | undefined;
  /** Opens the menu of what else can be done. */
  readonly onMore: ((anchor: HTMLElement) => void) | undefined;
};

export const MemberRow = ({ member, isMe, onRemove, onMore }: Props) => {
  const text = useText();
  const person = usePerson(member.user);
  const online = useIsOnline(member.user.id) ?? member.online;
  return (
    <li className={styles.member}>
      <PersonButton person={person} className={styles.person}>
        <Avatar
          userId={person.id}
          picture={person.avatar}
          name={person.displayName}
          size={32}
          online={person.deactivated ? undefined : online}
        />
        <span>
          <bdi>
            {person.displayName}
            {isMe && ` (${text('person.you')})`}
          </bdi>
          <small>
            {[
              ...(member.role === 'owner' ? [text('members.owner')] : []),
              ...(member.role === 'moderator' ? [text('members.moderator')] : []),
              text(person.deactivated ? 'person.gone' : online ? 'presence.online' : 'presence.offline'),
              `@${person.username}`,
            ].join(' · ')}
          </small>
        </span>
      </PersonButton>
      {onRemove && (
        <IconButton
          small
          icon="user-minus"
          label={text('members.remove', { name: person.displayName })}
          onClick={onRemove}
        />
      )}
      {onMore && (
        <IconButton
          small
          icon="more"
          label={text('members.actions', { name: person.displayName })}
          aria-haspopup="menu"
          onClick={(event) => onMore(event.currentTarget)}
        />
      )}
    </li>
  );
};
