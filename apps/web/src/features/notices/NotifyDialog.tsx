import type { ConversationId, Notify, NotifyLevel } from '@rookery/protocol';
import { useEffect, useEffectEvent, useState } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { useSettings } from '../../sdk/use-settings.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import type { Closable } from '../../shell/closable.ts';
import { levelLabel, levels } from './levels.ts';
import { MuteChoice } from './MuteChoice.tsx';
import choices from '../../shell/OwnSettings.module.css';
import styles from './notices.module.css';

type Props = Closable & { readonly conversation: ConversationId };

/** What the reader is told of in one conversation or thread. Each choice holds at once, on all her devices. */
export const NotifyDialog = ({ conversation, onClose }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const settings = useSettings();
  const titleOf = useTitleOf();
  const { entries, threads } = useInbox();
  const all = [...entries, ...threads];
  const entry = all.find((line) => line.conversation === conversation);
  const parent = all.find((line) => line.conversation === entry?.root?.conversation);
  const [failure, setFailure] = useState<unknown>();
  /** What is on its way: shown at once, and as it was where it is refused. */
  const [wanted, setWanted] = useState<Notify>({});
  const isGone = entry === undefined;
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (isGone) close();
  }, [isGone]);
  if (!entry) return null;

  const notify: Notify = { ...entry.notify, ...wanted };
  const isPrivate = ['direct', 'group'].includes((parent ?? entry).kind);
  const usual = parent?.notify?.level ?? settings?.notify?.level ?? 'mentions';
  const set = (change: { level?: NotifyLevel | null; mutedUntil?: number | null }): void => {
    setFailure(undefined);
    setWanted((before) => ({
      ...before,
      ...('level' in change ? { level: change.level ?? undefined } : {}),
      ...('mutedUntil' in change ? { mutedUntil: change.mutedUntil ?? undefined } : {}),
    }));
    keeping
      .setNotify(conversation, change)
      .catch((thrown: unknown) => setFailure(thrown))
      .finally(() => setWanted({}));
  };
  const options: readonly { level: NotifyLevel | undefined; label: string; hint: string }[] = [
    {
      level: undefined,
      label: text(parent ? 'notices.asParent' : 'notices.asUsual'),
      hint: text('notices.usually', { what: text(levelLabel(usual)) }),
    },
    ...levels
      // Where everything is written to her, this is the same as all.
      .filter(({ level }) => level !== 'mentions' || notify.level === level || !isPrivate)
      .map(({ level, label, hint }) =>
        level === 'mentions' && !isPrivate
          ? { level, label: text('notices.here'), hint: text('notices.hereHint') }
          : { level, label: text(label), hint: text(hint) },
      ),
  ];
  return (
    <Dialog title={text('notices.title')} closeLabel={text('close')} onClose={onClose}>
      <p className={styles.of} dir="auto">
        {entry.room ? `# ${entry.room.name}` : titleOf(entry)}
      </p>
      {failure !== undefined && <p role="alert">{thrownText(text, failure)}</p>}
      <div role="radiogroup" aria-label={text('notices.level')} className={styles.group}>
        {options.map(({ level, label, hint }) => (
          <label key={label} className={choices.choice}>
            <input
              type="radio"
              name="level"
              checked={notify.level === level}
              {...(notify.level === level ? { 'data-autofocus': true } : {})}
              onChange={() => set({ level: level ?? null })}
            />
            <span>
              {label}
              <small>{hint}</small>
            </span>
          </label>
        ))}
      </div>
      <section className={styles.group} aria-labelledby="notify-mute">
        <h3 id="notify-mute">{text('notices.mute')}</h3>
        <p className={styles.hint}>{text('notices.muteHint')}</p>
        <MuteChoice notify={notify} onMute={(mutedUntil) => set({ mutedUntil })} />
      </section>
    </Dialog>
  );
};
