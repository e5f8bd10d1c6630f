import { Fragment } from 'react';
import { Dialog } from '../design/Dialog.tsx';
import { useText } from '../locales/text.ts';
import { shortcutGroups } from './shortcuts.ts';
import styles from './ShortcutSheet.module.css';

type Props = { readonly onClose: () => void };

export const ShortcutSheet = ({ onClose }: Props) => {
  const text = useText();
  return (
    <Dialog reads title={text('shortcuts.title')} closeLabel={text('close')} onClose={onClose} className={styles.sheet}>
      {shortcutGroups.map((group) => (
        <section key={group.id} className={styles.group}>
          <h3>{text(group.id)}</h3>
          <dl>
            {group.shortcuts.map(({ keys, id }) => (
              <Fragment key={id}>
                <dt>{text(id)}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
};
