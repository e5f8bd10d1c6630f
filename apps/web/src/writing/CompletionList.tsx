import { useLayoutEffect, useRef } from 'react';
import { Avatar } from '../design/Avatar.tsx';
import { Icon } from '../design/Icon.tsx';
import { useText } from '../locales/text.ts';
import type { Completion } from './completions.ts';
import styles from './CompletionList.module.css';

type Props = {
  readonly id: string;
  readonly options: readonly Completion[];
  readonly at: number;
  readonly onPoint: (index: number) => void;
  readonly onPick: (completion: Completion) => void;
};

/** Between the field and the list. */
const gapPx = 6;
const leastPx = 48;

/** Above the field, or below it where there is more room: a message that is edited may stand at the top of what is seen. */
const place = (list: HTMLElement): void => {
  const field = list.parentElement?.getBoundingClientRect();
  if (!field) return;
  const seen = list.closest('[role="log"]')?.getBoundingClientRect();
  const above = field.top - (seen?.top ?? 0) - gapPx;
  const below = (seen?.bottom ?? innerHeight) - field.bottom - gapPx;
  list.style.maxHeight = '';
  const isBelow = above < list.offsetHeight && below > above;
  list.toggleAttribute('data-below', isBelow);
  const room = isBelow ? below : above;
  if (room < list.offsetHeight) list.style.maxHeight = `${Math.max(leastPx, room)}px`;
};

/** Scrolls the list alone, not what it stands in. */
const reveal = (list: HTMLElement, option: Element | undefined): void => {
  if (!(option instanceof HTMLElement)) return;
  const { offsetTop: top, offsetHeight: height } = option;
  list.scrollTop = Math.max(Math.min(list.scrollTop, top), top + height - list.clientHeight);
};

/** The suggestions beside a text field. The field keeps the focus and points into the list. */
export const CompletionList = ({ id, options, at, onPoint, onPick }: Props) => {
  const text = useText();
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!list.current) return;
    place(list.current);
    reveal(list.current, list.current.children[at]);
  }, [options, at]);
  return (
    <>
      <div ref={list} className={styles.list} role="listbox" id={id} aria-label={text('completion.title')}>
        {options.map((option, index) => (
          // The field has the keyboard; the mouse must not take its focus away.
          <div
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onPointerMove={() => onPoint(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(option)}
          >
            {option.person ? (
              <Avatar
                userId={option.person.id}
                picture={option.person.avatar}
                name={option.person.displayName}
                size={24}
              />
            ) : option.sign ? (
              <span className={styles.sign} aria-hidden="true">
                {option.sign}
              </span>
            ) : (
              <Icon name={option.reach ? 'users' : 'hash'} size={18} />
            )}
            <b dir="auto">{option.label}</b>
            {option.reach && <small>{text('link.people', { count: option.reach })}</small>}
            {option.detail && <small dir="auto">{option.detail}</small>}
          </div>
        ))}
      </div>
      <div role="status" className="visually-hidden">
        {text('completion.count', { count: options.length })}
      </div>
    </>
  );
};
