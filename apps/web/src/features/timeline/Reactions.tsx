import { usePeople } from '../../sdk/use-people.ts';
import type { TimelineItem } from '@rookery/client';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { reactionNames } from './reaction-names.ts';
import { useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

type Props = { readonly item: TimelineItem };

/**
 * The reactions to a message, at the end of its last line: the first one moves nothing where there is room for it (WEB-46). A click adds or
 * takes back one's own.
 */
export const Reactions = ({ item }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const people = usePeople();
  const { me, actions } = useScene();
  return (
    <>
      <span className={styles.space}> </span>
      <span className={styles.reactions} role="group" aria-label={text('reaction.all')}>
        {item.message.reactions?.map((reaction) => {
          const isMine = item.message.mine?.includes(reaction.emoji) === true;
          const names = reactionNames(reaction, isMine, people, me.id, text, locale);
          return (
            <button
              key={reaction.emoji}
              type="button"
              className={styles.reaction}
              aria-pressed={isMine}
              aria-label={`${reaction.emoji} ${reaction.count} ${names}`}
              data-tip={names}
              onClick={() => actions.react(item, reaction.emoji, !isMine)}
            >
              <span aria-hidden="true">{reaction.emoji}</span>
              {reaction.count}
            </button>
          );
        })}
      </span>
    </>
  );
};
