import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { IconButton } from '../../design/IconButton.tsx';
import { classNames } from '../../design/class-names.ts';
import { isImeKey } from '../../lib/ime.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { isEditable, isOverlayOpen } from '../../shell/focus.ts';
import { cameBack, handled, undoLast } from './undo.ts';
import styles from './InboxPane.module.css';

export type Row = {
  readonly key: string;
  /** Where it leads. */
  readonly path: string;
  /** What its button does, to be said; none where nothing is left to do. */
  readonly done?: { readonly label: string; readonly run: () => void } | undefined;
  readonly line: ReactNode;
};

type Props = {
  readonly label: string;
  /** What one comes back to from a row's place. */
  readonly id: string;
  /** As they are best sorted now. */
  readonly rows: readonly Row[];
  /** In place of a list with nothing in it. */
  readonly children: ReactNode;
};

/** The row that was opened last, and its place: where one goes on after coming back. */
let opened: { readonly list: string; readonly key: string; readonly at: number } | undefined;

const steps: Readonly<Record<string, 1 | -1>> = { j: 1, J: 1, ArrowDown: 1, k: -1, K: -1, ArrowUp: -1 };

/**
 * Rows to be gone through by keys: `j` and `k` or the arrows move, Enter opens, `E` is done with it, `Z` takes that back. While one works in it
 * every row keeps its place: what is new comes at the end, and what was read elsewhere stays, faint.
 */
export const TriageList = ({ label, id, rows, children }: Props) => {
  const text = useText();
  const list = useRef<HTMLUListElement>(null);
  const [isHeld, setHeld] = useState(false);
  const [current, setCurrent] = useState<string>();
  const order = useRef<readonly Row[]>([]);
  /** What is to have the focus: a row that is about to come back, or whatever stands there. */
  const goal = useRef<{ readonly key?: string; readonly at: number; readonly isAwaited?: boolean }>(undefined);
  const back = useObservable(cameBack);

  const fresh = new Map(rows.map((row) => [row.key, row]));
  if (isHeld) {
    const known = new Set(order.current.map(({ key }) => key));
    order.current = [
      ...order.current.map((row) => fresh.get(row.key) ?? row),
      ...rows.filter(({ key }) => !known.has(key)),
    ];
  } else order.current = rows;
  const shown = order.current.filter(({ key }) => fresh.has(key) || !handled.has(key));
  const at = Math.max(
    0,
    shown.findIndex(({ key }) => key === current),
  );

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('a[data-key]') ?? [])];
  const finish = (row: Row | undefined): void => {
    if (!row?.done) return;
    goal.current = { at: shown.indexOf(row) };
    row.done.run();
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target, key } = event;
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || isModified || isImeKey(event) || isEditable(target) || isOverlayOpen()) return;
    const isInside = target instanceof Node && list.current?.contains(target) === true;
    const isNowhere = target === document.body || (target instanceof Element && target.closest('#main') !== null);
    if (!isInside && !isNowhere) return;
    const step = steps[key];
    goal.current = undefined;
    if (key === 'z' || key === 'Z') undoLast();
    else if (key === 'e' || key === 'E') finish(shown[at]);
    else if (step !== undefined || (isInside && (key === 'Home' || key === 'End'))) {
      const all = links();
      const focused = all.indexOf(document.activeElement as HTMLElement);
      const to =
        key === 'Home'
          ? 0
          : key === 'End'
            ? all.length - 1
            : focused < 0
              ? at
              : Math.min(Math.max(0, focused + (step ?? 0)), all.length - 1);
      all[to]?.focus();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    const heard = (event: KeyboardEvent) => onKey(event);
    // Before the app's own keys, which hear of it at the window.
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, []);

  useEffect(() => {
    // It waits again: what becomes of it now is another matter.
    for (const { key } of rows) handled.delete(key);
  }, [rows]);

  // One who comes back from a row goes on at it, or at what is in its place by now.
  const isThere = shown.length > 0;
  useLayoutEffect(() => {
    if (!isThere && isHeld && document.activeElement === document.body) goal.current = { at: 0 };
  }, [isThere, isHeld]);
  useLayoutEffect(() => {
    if (opened?.list !== id || !isThere) return;
    if (document.activeElement === document.body) goal.current = opened;
    opened = undefined;
  }, [id, isThere]);

  useLayoutEffect(() => {
    if (back === undefined) return;
    goal.current = { key: back, at: 0, isAwaited: true };
    cameBack.set(undefined);
  }, [back]);

  useLayoutEffect(() => {
    const wanted = goal.current;
    if (!wanted) return;
    const all = links();
    const found = all.find((link) => link.dataset['key'] === wanted.key);
    if (wanted.isAwaited && !found) return;
    goal.current = undefined;
    const row = found ?? all[Math.min(wanted.at, all.length - 1)];
    (row ?? document.querySelector<HTMLElement>('[data-nothing]') ?? document.getElementById('main'))?.focus();
  });

  return (
    <>
      {shown.length === 0 && children}
      <ul
        ref={list}
        className={styles.list}
        aria-label={label}
        hidden={shown.length === 0}
        onFocus={() => setHeld(true)}
        onBlur={({ relatedTarget, currentTarget }) => {
          if (!currentTarget.contains(relatedTarget) && !currentTarget.matches(':hover')) setHeld(false);
        }}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={({ currentTarget }) => {
          if (!currentTarget.contains(document.activeElement)) setHeld(false);
        }}
      >
        {shown.map((row, index) => (
          <li key={row.key} className={classNames(styles.row, !fresh.has(row.key) && styles.over)}>
            <Link
              href={row.path}
              className={styles.line}
              data-key={row.key}
              tabIndex={index === at ? 0 : -1}
              onFocus={() => setCurrent(row.key)}
              onClick={() => (opened = { list: id, key: row.key, at: index })}
            >
              {row.line}
            </Link>
            {row.done && fresh.has(row.key) && (
              <IconButton
                icon="check"
                small
                className={styles.done}
                label={row.done.label}
                keys="E"
                tabIndex={index === at ? 0 : -1}
                onClick={() => finish(row)}
              />
            )}
          </li>
        ))}
      </ul>
      {shown.length > 0 && (
        <p className={styles.keys}>
          {(
            [
              ['J K', 'inbox.keysMove'],
              ['Enter', 'inbox.keysOpen'],
              ['E', 'inbox.keysDone'],
              ['Z', 'inbox.keysUndo'],
            ] as const
          ).map(([keys, what]) => (
            <span key={what}>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
              {text(what)}
            </span>
          ))}
        </p>
      )}
    </>
  );
};
