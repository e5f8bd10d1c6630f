import { useEffect, useEffectEvent, useId, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useFoundPeople } from '../../sdk/use-found-people.ts';
import { useFoundRooms } from '../../sdk/use-found-rooms.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { Dialog } from '../../design/Dialog.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { isImeKey } from '../../lib/ime.ts';
import { paths } from '../../lib/paths.ts';
import { useShell } from '../../shell/use-shell.ts';
import { useText } from '../../locales/text.ts';
import { recentConversations } from '../../store/recent.ts';
import { CandidateLine } from './CandidateLine.tsx';
import { findCandidates, strangeRooms, type Candidate } from './candidates.ts';
import { useCommands } from './use-commands.ts';
import styles from './Switcher.module.css';

type Props = {
  readonly open: string | undefined;
  /** `@` to look for people only. */
  readonly initial: string;
  readonly onClose: () => void;
};

/** What can be chosen: a place to go to, or something to do. */
type Option = Candidate | ReturnType<typeof useCommands>[number];

/** `>` begins a command; a Chinese input method makes `》` of it. */
const commandSign = /^\s*[>》]/u;

/** Ctrl+K: type a little of a name, or of its pinyin, and be there; behind `>` do what any menu offers. */
export const Switcher = ({ open, initial, onClose }: Props) => {
  const text = useText();
  const id = useId();
  const me = useMe();
  const { state, entries, threads } = useInbox();
  const people = usePeople();
  const titleOf = useTitleOf();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState(initial);
  // An input method may write `＃` and `ａ` for `#` and `a`.
  const query = typed.normalize('NFKC');
  const [at, setAt] = useState(0);
  const isForCommands = commandSign.test(query);
  const commands = useCommands(query.replace(commandSign, ''));
  const shell = useShell();
  const isForPeople = !isForCommands && !query.trim().startsWith('#');
  const wantedRoom = isForCommands || query.trim().startsWith('@') ? '' : query.trim().replace(/^#/u, '');
  const lookedRooms = useFoundRooms(wantedRoom);
  const looked = useFoundPeople(query, isForPeople && (query !== '' || initial === '@'));
  const found = useMemo(
    () =>
      findCandidates(query, {
        entries: [...entries, ...threads],
        people: [
          ...new Map([...looked.people, ...people.values()].map((person) => [person.id, person])).values(),
        ].filter((person) => person.id !== me.id),
        recent: recentConversations(),
        open,
        titleOf,
      }),
    [query, entries, threads, people, looked.people, me.id, open, titleOf],
  );
  // Somebody the reader has not met yet can only be reached by the exact username.
  const exact = looked.isCurrent ? looked.exact : undefined;
  const offersName =
    exact !== undefined &&
    exact.id !== me.id &&
    (found.length === 0 || query.trim().startsWith('@')) &&
    !query.trim().startsWith('#') &&
    !found.some(({ person }) => person?.id === exact.id);
  const stranger: Candidate | undefined = offersName
    ? {
        key: exact.id,
        kind: 'person',
        name: `@${exact.username}`,
        detail: text('switcher.message'),
        path: paths.direct(exact.id),
        isGone: false,
        unread: 0,
        needed: 0,
      }
    : undefined;
  // Below what is the reader's own, and whom she knows.
  const options: readonly Option[] = isForCommands
    ? commands
    : [...found, ...(stranger ? [stranger] : []), ...strangeRooms(lookedRooms.rooms, entries)];
  const index = Math.min(at, options.length - 1);

  const go = (option: Option | undefined) => {
    if (!option) return;
    onClose();
    if ('run' in option) option.run(shell());
    else navigate(option.path);
  };
  // Enter before the rooms are there means the one that is looked for, not the one that happens to be known already.
  const [isChosen, setChosen] = useState(false);
  const isLooking =
    !isForCommands &&
    (state === 'loading' || (options.length === 0 && !((looked.isCurrent || !isForPeople) && lookedRooms.isCurrent)));
  const isWaiting = isChosen && isLooking;
  const goToFirst = useEffectEvent(() => go(options[0]));
  useEffect(() => {
    if (isChosen && !isWaiting) goToFirst();
  }, [isChosen, isWaiting]);
  const move = (to: number) => {
    const next = (to + options.length) % options.length;
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <Dialog
      bare
      title={text('switcher.title')}
      closeLabel={text('close')}
      onClose={onClose}
      className={styles.switcher}
    >
      <div className={styles.field}>
        <Icon name="search" size={20} />
        <input
          data-autofocus
          role="combobox"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={options.length > 0 ? `${id}-${index}` : undefined}
          aria-autocomplete="list"
          aria-label={text('switcher.title')}
          placeholder={text('switcher.placeholder')}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="go"
          dir="auto"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setChosen(false);
          }}
          onKeyDown={(event) => {
            if (isImeKey(event)) {
              event.stopPropagation();
              return;
            }
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              if (options.length > 0) move(index + (event.key === 'ArrowDown' ? 1 : -1));
            } else if (event.key === 'Enter') {
              event.preventDefault();
              if (isLooking) setChosen(true);
              else go(options[index]);
            }
          }}
        />
      </div>
      <div className={styles.list} role="listbox" id={`${id}-list`} aria-label={text('switcher.title')}>
        {options.map((option, position) => (
          <div
            key={option.key}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === index}
            className={classNames(styles.option, 'unread' in option && option.unread > 0 && styles.waiting)}
            onPointerMove={() => setAt(position)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => go(option)}
          >
            {'run' in option ? (
              <>
                <Icon name={option.icon} size={18} />
                <bdi>{option.name}</bdi>
                <small dir="auto">{option.detail}</small>
              </>
            ) : (
              <CandidateLine candidate={option} />
            )}
          </div>
        ))}
      </div>
      {options.length === 0 && <p className={styles.none}>{text('switcher.none')}</p>}
      {query === '' && <p className={styles.hint}>{text('switcher.hint')}</p>}
      <div role="status" className="visually-hidden">
        {text('completion.count', { count: options.length })}
      </div>
    </Dialog>
  );
};
