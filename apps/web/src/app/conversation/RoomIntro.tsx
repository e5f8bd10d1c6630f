import { can, type Entry, type Room } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { fullDate } from '../../lib/dates.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import { useFeatures } from '../../shell/features.ts';
import { useShell } from '../../shell/use-shell.ts';
import { RoomMark } from '../../people/RoomMark.tsx';
import styles from './ConversationPane.module.css';

type Props = { readonly entry: Entry; readonly room: Room };

/** Stands above the first message of a room. */
export const RoomIntro = ({ entry, room }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const shell = useShell();
  const maker = useSomebody(room.createdBy);
  const date = fullDate(room.createdAt, locale);
  const commands = useFeatures().roomCommands.filter(({ inIntro, isFor }) => inIntro && isFor(entry));
  const isEmpty = entry.head.seq === 0;
  return (
    <div className={styles.intro}>
      <h2>
        <RoomMark room={room} size={24} />
        <bdi>{room.name}</bdi>
      </h2>
      <p>
        {entry.head.first > 1 && room.history === 'since-join'
          ? text('room.beganForYou')
          : maker
            ? text('room.beganBy', { name: nameOf(text, maker), date })
            : text('room.began', { date })}
      </p>
      {room.topic && <p dir="auto">{room.topic}</p>}
      {isEmpty && (
        <p>
          {text(!can(entry, 'post') ? 'room.emptyRead' : commands.length > 0 ? 'room.emptyInvite' : 'room.emptyWrite')}
        </p>
      )}
      {commands.length > 0 && (
        <div className={styles.introButtons}>
          {commands.map(({ label, icon, run }, index) => (
            <Button key={label} look={isEmpty && index === 0 ? 'primary' : 'quiet'} onClick={() => run(entry, shell())}>
              <Icon name={icon} size={18} />
              {text(label)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
};
