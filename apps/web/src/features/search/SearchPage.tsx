import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch as useWrittenSearch } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { classNames } from '../../design/class-names.ts';
import { fullDate } from '../../lib/dates.ts';
import { isImeKey } from '../../lib/ime.ts';
import { messagePath } from '../../lib/message-path.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { Chips } from './Chips.tsx';
import { HitRow } from './HitRow.tsx';
import { isNothing, readSearch, searchPath, type Search } from './search-address.ts';
import { typedFilter } from './typed-filter.ts';
import { useCompletions, type Completion } from './use-completions.ts';
import { useSearch } from './use-search.ts';
import { adderWords, filterWords } from './words.ts';
import styles from './SearchPage.module.css';

/** Between two keys of somebody who types. */
const settleMs = 200;
const filterNames = ['from', 'in', 'before', 'after', 'has'] as const;

/** Finds messages. What is looked for is the address: it can be gone back to, kept and passed on. [WEB-160] */
export const SearchPage = () => {
  const text = useText();
  const id = useId();
  const locale = useFormatLocale();
  const [, navigate] = useLocation();
  const written = useWrittenSearch();
  const search = useMemo(() => readSearch(written), [written]);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search.words);
  const [at, setAt] = useState(0);
  const { rows, hasMore, failure, more, again, progress } = useSearch(search);

  const go = (next: Search): void => {
    setAt(0);
    navigate(searchPath(next), { replace: true });
  };
  const filter = typedFilter(typed);
  const completions = useCompletions(filter, search.has);
  const isCompleting = filter !== undefined && completions.length > 0;
  // The address follows what was typed once nobody has typed for a moment; a filter that is not finished is no word.
  const words = (filter ? filter.rest : typed).trim();
  useEffect(() => {
    if (words === search.words.trim()) return;
    const timer = setTimeout(() => navigate(searchPath({ ...search, words }), { replace: true }), settleMs);
    return () => clearTimeout(timer);
  }, [words, search, navigate]);
  // Somebody came here by another address.
  const [shown, setShown] = useState(written);
  if (shown !== written) {
    setShown(written);
    setAt(0);
    if (!filter && search.words !== typed.trim()) setTyped(search.words);
  }
  useEffect(() => field.current?.focus(), []);

  const choose = ({ gives }: Completion): void => {
    const rest = filter?.rest ?? '';
    setTyped(rest);
    go({ ...search, words: rest.trim(), ...gives });
    field.current?.focus();
  };
  const count = isCompleting ? completions.length : (rows?.length ?? 0);
  const index = Math.min(at, count - 1);
  const optionId = (place: number): string => `${id}-${isCompleting ? 'c' : 'h'}${place}`;
  const move = (by: 1 | -1): void => {
    if (count === 0) return;
    const next = (index + by + count) % count;
    setAt(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };

  /** How much was found, how far back was looked, and whether the server is still reading. */
  const stateWords = (): string => {
    if (isNothing(search) || !rows) return '';
    if (rows.length === 0 && !hasMore && !progress.incomplete) return text('search.none');
    return [
      text('search.count', { count: rows.length }),
      ...(hasMore && progress.searchedBackTo !== null
        ? [text('search.backTo', { day: fullDate(progress.searchedBackTo, locale) })]
        : []),
      ...(progress.incomplete ? [text('search.incomplete')] : []),
    ].join(text('search.sentences'));
  };

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <BackButton />
        <h1>{text('search.title')}</h1>
      </header>
      <search className={styles.top}>
        <div className={styles.field}>
          <Icon name="search" size={20} />
          <input
            ref={field}
            role="combobox"
            aria-expanded={isCompleting}
            aria-controls={`${id}-list`}
            aria-activedescendant={count > 0 ? optionId(index) : undefined}
            aria-autocomplete="list"
            aria-label={text('search.field')}
            aria-describedby={`${id}-state`}
            placeholder={text('search.placeholder')}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            dir="auto"
            maxLength={500}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (isImeKey(event)) {
                event.stopPropagation();
                return;
              }
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault();
                move(event.key === 'ArrowDown' ? 1 : -1);
              } else if (event.key === 'Enter' || (event.key === 'Tab' && isCompleting && !event.shiftKey)) {
                event.preventDefault();
                const [completion, hit] = [completions[index], rows?.[index]];
                if (isCompleting && completion) choose(completion);
                else if (hit) navigate(messagePath(hit.message));
              } else if (event.key === 'Backspace' && typed === '' && !isNothing(search)) {
                // As in a field of chips: the last one goes.
                const { has, mentionsMe, after, before } = search;
                if (mentionsMe) go({ ...search, mentionsMe: false });
                else if (has.length > 0) go({ ...search, has: has.slice(0, -1) });
                else if (after !== undefined) go({ ...search, after: undefined });
                else if (before !== undefined) go({ ...search, before: undefined });
                else if (search.in !== undefined) go({ ...search, in: undefined });
                else go({ ...search, from: undefined });
              }
            }}
          />
          {typed !== '' && (
            <button
              type="button"
              className={styles.clear}
              aria-label={text('search.clear')}
              onClick={() => {
                setTyped('');
                field.current?.focus();
              }}
            >
              <Icon name="close" size={18} />
            </button>
          )}
        </div>
        <Chips search={search} onChange={go} />
        <div className={styles.adders} role="group" aria-label={text('search.narrow')}>
          {filterNames.map((name) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                setTyped(`${words === '' ? '' : `${words} `}${text(filterWords[name])}:`);
                field.current?.focus();
              }}
            >
              {text(adderWords[name])}
            </button>
          ))}
          <button
            type="button"
            aria-pressed={search.mentionsMe}
            onClick={() => go({ ...search, mentionsMe: !search.mentionsMe })}
          >
            {text('search.chipMe')}
          </button>
        </div>
        {isCompleting && (
          <div className={styles.completions} role="listbox" id={`${id}-list`} aria-label={text('search.narrow')}>
            {completions.map((completion, place) => (
              <div
                key={completion.key}
                id={optionId(place)}
                role="option"
                aria-selected={place === index}
                className={styles.completion}
                onPointerMove={() => setAt(place)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(completion)}
              >
                <bdi>{completion.label}</bdi>
                <small dir="auto">{completion.detail}</small>
              </div>
            ))}
          </div>
        )}
      </search>
      <div className={classNames(styles.scroll, isCompleting && styles.behind)}>
        <div className={styles.column}>
          {isNothing(search) ? (
            <p className={styles.note}>{text('search.hint')}</p>
          ) : !rows ? (
            failure === undefined ? (
              <div aria-busy="true" className={styles.waiting}>
                <Skeleton width="100%" height={64} />
                <Skeleton width="100%" height={64} />
                <Skeleton width="100%" height={64} />
              </div>
            ) : (
              <div className={styles.note} role="alert">
                <p>{thrownText(text, failure)}</p>
                <Button onClick={again}>{text('search.again')}</Button>
              </div>
            )
          ) : (
            <>
              {rows.map((hit, place) => (
                <HitRow
                  key={`${hit.message.conversation}/${hit.message.seq}`}
                  hit={hit}
                  id={`${id}-h${place}`}
                  isAt={!isCompleting && place === index}
                />
              ))}
              {failure !== undefined && <p className={styles.note}>{thrownText(text, failure)}</p>}
              {hasMore && (
                <Button look="quiet" wide onClick={more}>
                  {text('search.more')}
                </Button>
              )}
            </>
          )}
          <p id={`${id}-state`} role="status" className={classNames(styles.state, rows?.length === 0 && styles.empty)}>
            {stateWords()}
          </p>
        </div>
      </div>
    </main>
  );
};
