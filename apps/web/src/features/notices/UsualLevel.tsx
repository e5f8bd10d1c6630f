import type { Notify, NotifyLevel } from '@rookery/protocol';
import { useState } from 'react';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import styles from '../../shell/OwnSettings.module.css';
import { levels } from './levels.ts';
import { MuteChoice } from './MuteChoice.tsx';

/** What the reader is told of where she has said nothing else, and a pause from all of it. */
export const UsualLevel = ({ notify }: { readonly notify: Notify | undefined }) => {
  const text = useText();
  const keeping = useKeeping();
  const [failure, setFailure] = useState<unknown>();
  const [wanted, setWanted] = useState<NotifyLevel>();
  const set = (change: { level?: NotifyLevel; mutedUntil?: number | null }): void => {
    setFailure(undefined);
    setWanted(change.level);
    keeping
      .setNotify(null, change)
      .catch((thrown: unknown) => setFailure(thrown))
      .finally(() => setWanted(undefined));
  };
  const level = wanted ?? notify?.level ?? 'mentions';
  return (
    <>
      <div role="radiogroup" aria-labelledby="notices-usual" className={styles.part}>
        <h3 id="notices-usual">{text('notices.usual')}</h3>
        <p className={styles.lead}>{text('notices.usualHint')}</p>
        {failure !== undefined && <p role="alert">{thrownText(text, failure)}</p>}
        {levels.map((one) => (
          <label key={one.level} className={styles.choice}>
            <input
              type="radio"
              name="usualLevel"
              checked={level === one.level}
              onChange={() => set({ level: one.level })}
            />
            <span>
              {text(one.label)}
              <small>{text(one.hint)}</small>
            </span>
          </label>
        ))}
      </div>
      <section aria-labelledby="notices-pause" className={styles.part}>
        <h3 id="notices-pause">{text('notices.pause')}</h3>
        <p className={styles.lead}>{text('notices.pauseHint')}</p>
        <MuteChoice notify={notify} onMute={(mutedUntil) => set({ mutedUntil })} />
      </section>
    </>
  );
};
