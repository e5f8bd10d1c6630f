import type { Entry, Room } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { fullDate } from '../../lib/dates.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
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
  const commands = useFeatures().roomCommands.filter(({ inIntro, isFor }) => inIntro && isFor(entry));
  return (
    <div className={styles.intro}>
      <h2>
        <RoomMark room={room} size={24} />
        <bdi>{room.name}</bdi>
      </h2>
      <p>
        {entry.head.first > 1 && room.history === 'since-join'
          ? text('room.beganForYou')
          : text('room.began', { date: fullDate(room.createdAt, locale) })}
      </p>
      {room.topic && <p dir="auto">{room.topic}</p>}
      {commands.length > 0 && (
        <div className={styles.introButtons}>
          {commands.map(({ label, icon, run }) => (
            <Button key={label} onClick={() => run(entry, shell())}>
              <Icon name={icon} size={18} />
              {text(label)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
};
