import { useIsOnline } from '../../sdk/use-presence.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { Person } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { Avatar } from '../../design/Avatar.tsx';
import { classNames } from '../../design/class-names.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import { PersonName } from '../../people/PersonName.tsx';
import { BackButton } from '../../shell/BackButton.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { PanelLinks } from './PanelLinks.tsx';
import styles from './RoomHeader.module.css';

type Props = {
  readonly person: Person;
  /** Left out before the conversation has begun. */
  readonly entry?: Entry;
  readonly panel?: string | undefined;
};

export const DirectHeader = ({ person, entry, panel }: Props) => {
  const text = useText();
  const me = useMe();
  const online = useIsOnline(person.id);
  const isMe = person.id === me.id;
  return (
    <header className={styles.header}>
      <BackButton />
      <h1 className={styles.title}>
        <PersonButton person={person} className={styles.person}>
          <Avatar
            userId={person.id}
            picture={person.avatar}
            name={nameOf(text, person)}
            size={28}
            online={isMe || person.deactivated ? undefined : online}
          />
          <PersonName person={person} />
        </PersonButton>
      </h1>
      <p className={classNames(styles.topic, person.deactivated && styles.gone)}>
        {isMe
          ? text('person.notesHint')
          : person.deactivated
            ? text('person.gone')
            : online === undefined
              ? `@${person.username}`
              : text(online ? 'presence.online' : 'presence.offline')}
      </p>
      {entry && (
        <div className={styles.actions}>
          <PanelLinks entry={entry} panel={panel} />
          <ConversationMenu entry={entry} label={text('direct.menu')} />
        </div>
      )}
    </header>
  );
};
