import type { Entry } from '@rookery/protocol';
import { Link } from 'wouter';
import { Icon } from '../../design/Icon.tsx';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useFeatures } from '../../shell/features.ts';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly panel: string | undefined };

/** The ways to the panels of a conversation, and back from the one that is open. */
export const PanelLinks = ({ entry, panel }: Props) => {
  const text = useText();
  const { panels } = useFeatures();
  const path = conversationPath(entry);
  return panels.map(({ segment, title, link, isFor }) => {
    if (!link || !isFor(entry)) return null;
    const isOpen = panel === segment;
    return (
      <Link
        key={segment}
        href={isOpen ? path : paths.panel(path, segment)}
        className={styles.panelLink}
        aria-label={link.label(text, entry)}
        aria-current={isOpen ? 'true' : undefined}
        data-tip={text(title)}
      >
        <Icon name={link.icon} size={18} />
        {link.count(entry)}
      </Link>
    );
  });
};
