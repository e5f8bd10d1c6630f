import { Fragment } from 'react';
import { useText } from '../../locales/text.ts';
import type { ShortcutGroup } from '../../shell/feature.ts';
import { useFeatures } from '../../shell/features.ts';
import styles from './KeyList.module.css';

const groups: readonly (readonly [ShortcutGroup, title: string])[] = [
  ['moving', 'shortcuts.moving'],
  ['inbox', 'inbox.title'],
  ['writing', 'shortcuts.writing'],
  ['message', 'shortcuts.message'],
];

/** All keys that features bring, by group. */
export const KeyList = () => {
  const text = useText();
  const { shortcuts } = useFeatures();
  return groups.map(([group, title]) => (
    <section key={group} className={styles.group}>
      <h3>{text(title)}</h3>
      <dl>
        {shortcuts
          .filter((shortcut) => shortcut.group === group && shortcut.keys.length > 0)
          .map(({ keys, label }) => (
            <Fragment key={label}>
              <dt>{text(label)}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </Fragment>
          ))}
      </dl>
    </section>
  ));
};
