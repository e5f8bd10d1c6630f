import { useFoundPeople } from '../sdk/use-found-people.ts';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { isImeKey } from '../lib/ime.ts';
import { wantEmojis, useEmojis } from '../emoji/load.ts';
import { completing } from './completing.ts';
import type { Completion, CompletionSources } from './completions.ts';
import { replaceRange } from '../lib/replace-range.ts';
import type { Trigger } from './find-trigger.ts';
import { basePath } from '../lib/base-path.ts';

/** Mentions, rooms and emoji for a textarea. Filters while an input method composes; accepts only when it does not. */
export const useCompletion = (
  area: RefObject<HTMLTextAreaElement | null>,
  sources: Omit<CompletionSources, 'emojis'>,
) => {
  const id = useId();
  const table = useEmojis();
  const [trigger, setTrigger] = useState<Trigger>();
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState<number>();
  /** Behind the blank that came with what was picked last. */
  const picked = useRef(-1);

  // Beyond those here and those heard of so far: of a large room only some are, and of other rooms perhaps nobody.
  const asked = trigger?.kind === 'mention' ? trigger.query : '';
  const { people: looked } = useFoundPeople(asked, asked !== '', true);
  const options = useMemo(() => {
    if (!trigger) return [];
    const known = new Set(sources.people.map(({ id }) => id));
    const people = [...sources.people, ...looked.filter(({ id }) => !known.has(id))];
    return (
      completing()?.complete(trigger, { ...sources, people, emojis: table?.findEmojis }, location.origin + basePath) ??
      []
    );
  }, [trigger, sources, looked, table]);
  const isOpen = trigger !== undefined && trigger.start !== dismissed && options.length > 0;
  const index = Math.min(at, options.length - 1);

  const look = () => {
    const field = area.current;
    if (!field || document.activeElement !== field || field.selectionStart !== field.selectionEnd) {
      setTrigger(undefined);
      return;
    }
    const parts = completing(look);
    if (!parts) return;
    picked.current = parts.closeUp(field, picked.current);
    const next = parts.findTrigger(field.value, field.selectionStart);
    if (next?.kind === 'emoji') wantEmojis();
    setTrigger((before) =>
      before?.start === next?.start && before?.query === next?.query && before?.kind === next?.kind ? before : next,
    );
    if (!next) setDismissed(undefined);
    setAt(next?.isDoubtful ? -1 : 0);
  };

  const pick = (completion: Completion) => {
    const field = area.current;
    if (!field || !trigger) return;
    replaceRange(field, trigger.start, field.selectionStart, completion.insert);
    picked.current = field.selectionStart;
    if (completion.sign) completing()?.countEmoji(completion.sign);
    setTrigger(undefined);
  };

  return {
    isOpen,
    listProps: { id: `${id}-list`, options, at: index, onPoint: setAt, onPick: pick },
    /** `aria-expanded` is not allowed on a textbox; the count is announced instead. */
    fieldProps: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': isOpen ? `${id}-list` : undefined,
      'aria-activedescendant': isOpen && index >= 0 ? `${id}-list-${index}` : undefined,
    } as const,
    look,
    close: () => setTrigger(undefined),
    /** True when the key was for the list. */
    takesKey: (event: KeyboardEvent): boolean => {
      if (!isOpen || isImeKey(event) || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
      const option = options[index];
      const first = options[0];
      if (!first) return false;
      switch (event.key) {
        case 'ArrowDown':
          setAt((index + 1) % options.length);
          break;
        case 'ArrowUp':
          setAt((Math.max(index, 0) - 1 + options.length) % options.length);
          break;
        case 'Enter':
          if (!option) return false;
          pick(option);
          break;
        case 'Tab':
          pick(option ?? first);
          break;
        case 'Escape':
          setDismissed(trigger.start);
          break;
        default:
          return false;
      }
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
};
