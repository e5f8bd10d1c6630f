import { Link } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { showToast } from '../../design/toasts.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { plainLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { addToDraft, setDraft } from '../../store/drafts.ts';
import styles from './Kept.module.css';

type Props = { readonly conversation: string; readonly words: string };

/** What was begun in a conversation: leads to its composer. */
export const DraftRow = ({ conversation, words }: Props) => {
  const text = useText();
  const titleOf = useTitleOf();
  const { entries, threads } = useInbox();
  const entry = [...entries, ...threads].find((one) => one.conversation === conversation);
  const remove = () => {
    setDraft(conversation, { text: '' });
    showToast(text('waiting.removed'), { label: text('inbox.undo'), run: () => addToDraft(conversation, words) });
  };
  return (
    <li className={styles.card}>
      <Link className={styles.lead} href={entry ? conversationPath(entry) : paths.direct(conversation)}>
        {entry && (
          <span className={styles.who}>
            <strong dir="auto">{titleOf(entry)}</strong>
          </span>
        )}
        <span className={styles.words} dir="auto">
          {plainLine(words)}
        </span>
      </Link>
      <div className={styles.acts}>
        <Button look="plain" onClick={remove}>
          {text('waiting.remove')}
        </Button>
      </div>
    </li>
  );
};
