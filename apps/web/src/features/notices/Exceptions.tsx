import { Button } from '../../design/Button.tsx';
import { isQuietEntry } from '../../lib/needed-count.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import settings from '../../shell/OwnSettings.module.css';
import { levelLabel } from './levels.ts';
import { mutedWords } from './mute-ends.ts';
import { openNotifyDialog } from './notify-dialog.ts';
import styles from './notices.module.css';

/** Conversations and threads of which the reader has said something else. */
export const Exceptions = () => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const titleOf = useTitleOf();
  const { entries, threads } = useInbox();
  const lines = [...entries, ...threads].filter(
    ({ notify }) => notify && (notify.level !== undefined || isQuietEntry({ notify })),
  );
  return (
    <section aria-labelledby="notices-exceptions" className={settings.part}>
      <h3 id="notices-exceptions">{text('notices.exceptions')}</h3>
      {lines.length === 0 ? (
        <p className={settings.lead}>{text('notices.noExceptions')}</p>
      ) : (
        <ul className={styles.lines}>
          {lines.map((entry) => {
            const { conversation, notify = {}, room } = entry;
            const title = room ? `# ${room.name}` : titleOf(entry);
            return (
              <li key={conversation} className={styles.line}>
                <span>
                  <bdi>{title}</bdi>
                  <small>
                    {[
                      ...(notify.level ? [text(levelLabel(notify.level))] : []),
                      ...(isQuietEntry({ notify }) ? [mutedWords(text, notify.mutedUntil ?? 0, locale)] : []),
                    ].join(text('separator'))}
                  </small>
                </span>
                <Button
                  look="plain"
                  aria-label={`${text('notices.change')}${text('separator')}${title}`}
                  onClick={() => openNotifyDialog(conversation)}
                >
                  {text('notices.change')}
                </Button>
                <Button
                  look="plain"
                  aria-label={`${text('notices.takeBack')}${text('separator')}${title}`}
                  onClick={() =>
                    void keeping.setNotify(conversation, { level: null, mutedUntil: null }).catch(tellFailure)
                  }
                >
                  {text('notices.takeBack')}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
};
