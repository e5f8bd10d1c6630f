import type { TimelineView } from '@rookery/client';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import type { Cell } from '../../lib/cell.ts';
import { plainLine } from '../../lib/plain-line.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { setEdit, useEdits } from '../../store/drafts.ts';
import styles from './Composer.module.css';

type Props = {
  readonly conversation: string;
  readonly view: TimelineView;
  /** The key of the message whose editor is open. */
  readonly editing: Cell<string | undefined>;
  readonly onGoOn: (seq: number) => void;
};

/** An edit that was begun and is not open: the way back to it. */
export const KeptEditBar = ({ conversation, view, editing, onGoOn }: Props) => {
  const text = useText();
  const edits = useEdits(conversation);
  const editingKey = useObservable(editing);
  const open = view.items.find(({ key, message }) => key === editingKey && message.content !== undefined);
  const [seq, words] = Object.entries(edits).find(([at]) => Number(at) !== open?.message.seq) ?? [];
  if (seq === undefined || words === undefined) return null;
  return (
    <div className={styles.reply}>
      <Icon name="pencil" size={16} />
      <span>
        {text('edit.kept')} <bdi>{plainLine(words)}</bdi>
      </span>
      <Button look="plain" onClick={() => onGoOn(Number(seq))}>
        {text('edit.goOn')}
      </Button>
      <IconButton
        small
        icon="close"
        label={text('edit.giveUp')}
        onClick={() => setEdit(conversation, Number(seq), undefined)}
      />
    </div>
  );
};
