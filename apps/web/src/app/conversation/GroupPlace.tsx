import type { Entry } from '@rookery/protocol';
import type { Ref } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { GroupHeader } from '../../features/conversation/GroupHeader.tsx';
import { namesIn } from '../../lib/entry-title.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { WaitingPane } from './WaitingPane.tsx';
import styles from './ConversationPane.module.css';

const GroupIntro = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  const me = useMe();
  const title = useTitleOf()(entry);
  return (
    <div className={styles.intro}>
      <GroupAvatar entry={entry} size={48} />
      <h2>
        <bdi>{title}</bdi>
      </h2>
      <p dir="auto">{text('group.began', { names: namesIn(text, entry, me.id) })}</p>
    </div>
  );
};

type Props = {
  readonly ref: Ref<PaneControl>;
  readonly seq: number | undefined;
  readonly entry: Entry | undefined;
  readonly panel: string | undefined;
};

/** The address of a group: the conversation, or that there is none. */
export const GroupPlace = ({ ref, seq, entry, panel }: Props) => {
  const text = useText();
  const { state } = useInbox();
  const [, navigate] = useLocation();
  if (entry)
    return (
      <ConversationPane
        key={entry.conversation}
        ref={ref}
        entry={entry}
        seq={seq}
        header={<GroupHeader entry={entry} panel={panel} />}
        intro={<GroupIntro entry={entry} />}
      />
    );
  if (state !== 'ready') return <WaitingPane />;
  return (
    <StatePane head={<BackButton />} title={text('gone.directTitle')} words={text('gone.groupWords')}>
      <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
    </StatePane>
  );
};
