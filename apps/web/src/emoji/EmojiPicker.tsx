import { useEffect, useId, useState } from 'react';
import { classNames } from '../design/class-names.ts';
import { Popover } from '../design/Popover.tsx';
import { useText } from '../locales/text.ts';
import { isImeKey } from '../lib/ime.ts';
import { touch, useMedia } from '../lib/media.ts';
import { wantEmojis, useEmojis } from './load.ts';
import { useObservable } from '../lib/use-observable.ts';
import { chooseTone, countEmoji, toned, tones, usage } from './usage.ts';
import styles from './EmojiPicker.module.css';

type Props = {
  readonly anchor: Element | null;
  readonly placement?: 'top-end' | 'bottom-end' | 'top-start';
  readonly onPick: (sign: string) => void;
  readonly onClose: () => void;
};

const columns = 8;
const mostFrequent = 2 * columns;

/** Pick one emoji: type to find, arrows to move, Enter to take. The search box keeps the focus. */
export const EmojiPicker = ({ anchor, placement = 'top-end', onPick, onClose }: Props) => {
  const text = useText();
  const id = useId();
  const isTouch = useMedia(touch);
  const table = useEmojis();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  useEffect(wantEmojis, []);

  const { uses, tone } = useObservable(usage);
  // As they were when it opened: what is about to be picked does not move.
  const [frequent] = useState(() => uses.slice(0, mostFrequent).map(({ sign }) => sign));
  const byUse =
    query === '' && table
      ? frequent.map((sign) => ({
          sign,
          code: table.emojis.find((one) => toned(one.sign) === sign)?.code ?? '',
          words: [],
        }))
      : [];
  const found = [...byUse, ...(table?.findEmojis(query, 400) ?? []).map((one) => ({ ...one, sign: toned(one.sign) }))];
  const pick = (sign: string): void => {
    countEmoji(sign);
    onPick(sign);
  };
  const active = found[Math.min(at, found.length - 1)];

  const move = (to: number) => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <Popover anchor={anchor} placement={placement} onClose={onClose} role="dialog" aria-label={text('emoji.title')}>
      <div className={styles.picker}>
        <input
          // Under a finger the on-screen keyboard would cover what one came to tap.
          data-autofocus={isTouch ? undefined : true}
          className={styles.search}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${found.indexOf(active)}` : undefined}
          aria-label={text('emoji.search')}
          placeholder={text('emoji.search')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (isImeKey(event)) return;
            const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
            if (step !== undefined && (query === '' || Math.abs(step) === columns || event.key === 'ArrowRight')) {
              event.preventDefault();
              move(at + step);
            } else if (event.key === 'Enter') {
              event.preventDefault();
              if (active) pick(active.sign);
            } else if (event.key === 'Escape' || event.key === 'Tab') {
              // Nothing but the picker is reached from it, as from a menu.
              event.preventDefault();
              onClose();
            }
          }}
        />
        <div className={styles.grid} role="listbox" id={`${id}-list`} aria-label={text('emoji.title')} tabIndex={-1}>
          {found.map((emoji, index) => (
            <button
              key={`${index < byUse.length ? 'used' : ''} ${emoji.code} ${emoji.sign}`}
              id={`${id}-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={emoji === active}
              aria-label={`${emoji.sign} ${emoji.code.replaceAll('_', ' ')}`}
              className={classNames(styles.emoji, index === byUse.length && index > 0 && styles.rest)}
              onPointerMove={() => setAt(index)}
              onClick={() => pick(emoji.sign)}
            >
              {emoji.sign}
            </button>
          ))}
        </div>
        <div className={styles.foot}>
          <span aria-live="polite">
            {active ? `${active.sign}  ${active.code && `:${active.code}:`}` : table ? text('emoji.none') : ''}
          </span>
          <button
            type="button"
            tabIndex={-1}
            className={styles.tone}
            aria-label={text('emoji.tone')}
            data-tip={text('emoji.tone')}
            // The search box keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => chooseTone((tone + 1) % tones.length)}
          >
            {toned('✋', tone)}
          </button>
        </div>
      </div>
    </Popover>
  );
};
