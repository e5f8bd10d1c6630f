import { useLocation } from 'wouter';
import { useInbox } from '../sdk/use-inbox.ts';
import { useIsOnline } from '../sdk/use-presence.ts';
import { useMe } from '../sdk/use-session.ts';
import type { Person } from '@rookery/client';
import { Avatar } from '../design/Avatar.tsx';
import { Button } from '../design/Button.tsx';
import { Icon } from '../design/Icon.tsx';
import { Popover } from '../design/Popover.tsx';
import { nameOf } from '../lib/name-of.ts';
import { paths } from '../lib/paths.ts';
import { dateAndTime } from '../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../locales/text.ts';
import { usePerson } from '../sdk/use-people.ts';
import { useStatus } from '../sdk/use-status.ts';
import { BlockButton } from './BlockButton.tsx';
import styles from './PersonCard.module.css';

type Props = { readonly person: Person; readonly anchor: HTMLElement; readonly onClose: () => void };

/** Who somebody is, and the way to write to them alone. */
export const PersonCard = ({ person: read, anchor, onClose }: Props) => {
  const text = useText();
  const me = useMe();
  const person = usePerson(read);
  const [, navigate] = useLocation();
  const status = useStatus(person);
  const locale = useFormatLocale();
  const online = useIsOnline(person.id);
  const name = nameOf(text, person);
  const entry = useInbox().entries.find(({ user }) => user?.id === person.id);

  return (
    <Popover
      anchor={anchor}
      placement="bottom-start"
      onClose={onClose}
      role="dialog"
      aria-label={name}
      className={styles.card}
      onKeyDown={(event) => {
        if (event.key !== 'Tab') return;
        // On from the last thing in it is back, as from a menu.
        const things = [...event.currentTarget.querySelectorAll('button')];
        const at = things.findIndex((thing) => thing === document.activeElement);
        if (things[at + (event.shiftKey ? -1 : 1)]) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.head}>
        <Avatar userId={person.id} picture={person.avatar} name={name} size={48} />
        <div className={styles.names}>
          <strong dir="auto">{name}</strong>
          {person.username !== person.id && <span>@{person.username}</span>}
          <span className={styles.presence}>
            {person.deactivated
              ? text('person.gone')
              : online === undefined
                ? // Its line is there before it is known: nothing moves.
                  '\u00a0'
                : text(online ? 'presence.online' : 'presence.offline')}
          </span>
        </div>
      </div>
      {status && (
        <p className={styles.status}>
          {status.emoji} <bdi>{status.text}</bdi>
          {status.until !== undefined && (
            <small>{text('status.until', { until: dateAndTime(status.until, locale) })}</small>
          )}
        </p>
      )}
      {(!person.deactivated || entry) && (
        <Button
          data-autofocus
          look="quiet"
          wide
          onClick={() => {
            onClose();
            navigate(paths.direct(entry?.conversation ?? person.id));
          }}
        >
          <Icon name="message" size={18} />
          {text(person.id === me.id ? 'person.notes' : person.deactivated ? 'person.read' : 'person.message')}
        </Button>
      )}
      {person.id !== me.id && <BlockButton person={person} onDone={onClose} />}
    </Popover>
  );
};
