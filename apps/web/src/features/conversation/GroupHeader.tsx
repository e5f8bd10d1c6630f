import type { Entry } from '@rookery/protocol';
import { namesIn } from '../../lib/entry-title.ts';
import { useText } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { PanelLinks } from './PanelLinks.tsx';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly panel: string | undefined };

export const GroupHeader = ({ entry, panel }: Props) => {
  const text = useText();
  const me = useMe();
  const title = useTitleOf()(entry);
  return (
    <header className={styles.header}>
      <BackButton />
      <h1 className={styles.title}>
        <GroupAvatar entry={entry} size={28} />
        <bdi>{title}</bdi>
      </h1>
      <p className={styles.topic} dir="auto">
        {entry.name === undefined ? '' : namesIn(text, entry, me.id)}
      </p>
      <div className={styles.actions}>
        <PanelLinks entry={entry} panel={panel} />
        <ConversationMenu entry={entry} label={text('group.menu')} />
      </div>
    </header>
  );
};
