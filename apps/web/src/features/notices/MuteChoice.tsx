import type { Notify } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { isQuietEntry } from '../../lib/needed-count.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { muteEnds, mutedWords } from './mute-ends.ts';
import styles from './notices.module.css';

type Props = {
  readonly notify: Notify | undefined;
  /** Null takes the mute back. */
  readonly onMute: (until: number | null) => void;
};

/** Mutes for a time, or says until when it is muted. */
export const MuteChoice = ({ notify, onMute }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  if (isQuietEntry({ notify }))
    return (
      <p className={styles.muted}>
        <Icon name="bell-off" size={18} />
        <span>{mutedWords(text, notify?.mutedUntil ?? 0, locale)}</span>
        <Button onClick={() => onMute(null)}>{text('notices.unmute')}</Button>
      </p>
    );
  return (
    <div className={styles.ends}>
      {muteEnds.map(({ label, end }) => (
        <Button key={label} onClick={() => onMute(end(Date.now()))}>
          {text(label)}
        </Button>
      ))}
    </div>
  );
};
