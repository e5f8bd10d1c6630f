import { usePeople } from '../../chat/ChatContext.ts';
import type { TimelineItem } from '../../chat/model.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { reactionNames } from './reaction-names.ts';
import { useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

type Props = { readonly item: TimelineItem };

/** The reactions under a message. A click adds or takes back one's own. */
export const Reactions = ({ item }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const people = usePeople();
  const { me, actions } = useScene();
  return (
    <div className={styles.reactions} role="group" aria-label={text('reaction.all')}>
      {item.reactions.map((reaction) => {
        const names = reactionNames(reaction, people, me.id, text, locale);
        return (
          <button
            key={reaction.emoji}
            type="button"
            className={styles.reaction}
            aria-pressed={reaction.mine}
            aria-label={`${reaction.emoji} ${reaction.count} ${names}`}
            data-tip={names}
            onClick={() => actions.react(item, reaction.emoji, !reaction.mine)}
          >
            <span aria-hidden="true">{reaction.emoji}</span>
            {reaction.count}
          </button>
        );
      })}
    </div>
  );
};
