import type { TimelineItem } from '@rookery/client';
import type { Poll } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useScene } from './TimelineContext.ts';
import styles from './PollView.module.css';

type Props = { readonly item: TimelineItem; readonly poll: Poll };

/** A question with what there is to choose from, how many chose it, and who. A click chooses, or takes it back. */
export const PollView = ({ item, poll }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const people = usePeople();
  const { conversation, me, mayDeleteAny, mayReact } = useScene();
  const { seq } = item.message;
  const { question, options, multiple, anonymous, closesAt, closed } = poll;
  // What she chose here holds at once; of an anonymous poll no change tells it.
  const [chosen, setChosen] = useState<{ readonly of: Poll['mine']; readonly mine: readonly number[] }>();
  const mine = chosen && chosen.of === poll.mine ? chosen.mine : (poll.mine ?? []);
  const total = Math.max(
    1,
    options.reduce((sum, { count }) => sum + count, 0),
  );
  const mayVote = mayReact && !closed && seq !== undefined;
  const mayClose = !closed && seq !== undefined && (item.message.user.id === me.id || mayDeleteAny);
  const vote = (index: number) => {
    if (seq === undefined) return;
    const others = multiple ? mine.filter((one) => one !== index) : [];
    const wanted = mine.includes(index) ? others : [...others, index].sort((one, other) => one - other);
    void keeping.vote(conversation, seq, wanted).then(() => setChosen({ of: poll.mine, mine: wanted }), tellFailure);
  };
  const about = [
    ...(closed
      ? [text('poll.closed')]
      : closesAt === undefined
        ? []
        : [text('poll.closesAt', { time: dateAndTime(closesAt, locale) })]),
    ...(multiple ? [text('poll.several')] : []),
    ...(anonymous ? [text('poll.secret')] : []),
  ];
  return (
    <fieldset className={styles.poll}>
      <legend dir="auto">{question}</legend>
      {options.map(({ text: option, count, users = [] }, index) => {
        const names = users
          .flatMap((id) => {
            const person = people.get(id);
            return person ? [nameOf(text, person)] : [];
          })
          .join(text('separator'));
        return (
          <button
            key={index}
            type="button"
            className={styles.option}
            aria-pressed={mine.includes(index)}
            disabled={!mayVote}
            {...(names === '' ? {} : { 'data-tip': names })}
            onClick={() => vote(index)}
          >
            <div className={styles.bar} style={{ width: `${(100 * count) / total}%` }} aria-hidden="true" />
            <span dir="auto">{option}</span>
            <span className={styles.count}>{text('poll.votes', { count })}</span>
          </button>
        );
      })}
      <div className={styles.foot}>
        {about.length > 0 && <span>{about.join(text('separator'))}</span>}
        {mayClose && (
          <Button look="plain" onClick={() => void keeping.closePoll(conversation, seq).catch(tellFailure)}>
            {text('poll.close')}
          </Button>
        )}
      </div>
    </fieldset>
  );
};
