import { Link } from 'wouter';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { SettingsTab } from '../../shell/feature.ts';
import styles from './Sidebar.module.css';

type Props = { readonly tabs: readonly SettingsTab[] };

/** Links to the settings in which something waits for the reader. */
export const WaitingTabs = ({ tabs }: Props) => {
  const text = useText();
  const me = useMe();
  return tabs.map(
    ({ id, icon, title, isFor, Count }) =>
      Count &&
      isFor(me) && (
        <Count key={id}>
          {(count) => (
            <Link href={paths.settingsTab(id)} className={classNames(styles.row, styles.unread)}>
              <Icon name={icon} size={18} />
              <span className={styles.name}>{text(title)}</span>
              <span className="visually-hidden">
                {text('separator')}
                {count}
              </span>
              <Badge count={count} needed />
            </Link>
          )}
        </Count>
      ),
  );
};
