import { replaceRange } from '../lib/replace-range.ts';
import { chordOf } from '../lib/shortcut-key.ts';
import { toggleMark } from './toggle-mark.ts';

const marks: Readonly<Record<string, string>> = {
  '$mod+b': '**',
  '$mod+i': '*',
  '$mod+e': '`',
  '$mod+Shift+x': '~~',
};

const address = /^(?:https?:\/\/|mailto:)\S+$/iu;

/** What is chosen becomes the words of a link, or its address; the caret stands where the other is missing. */
const link = (area: HTMLTextAreaElement): void => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  if (address.test(chosen)) {
    replaceRange(area, start, end, `[](${chosen})`);
    area.setSelectionRange(start + 1, start + 1);
  } else {
    replaceRange(area, start, end, `[${chosen}]()`);
    const caret = chosen === '' ? start + 1 : start + chosen.length + 3;
    area.setSelectionRange(caret, caret);
  }
};

const kinds: Readonly<Record<string, { readonly has: RegExp; readonly sign: (index: number) => string }>> = {
  Digit7: { has: /^\d+\. /u, sign: (index) => `${index + 1}. ` },
  Digit8: { has: /^[-*] /u, sign: () => '- ' },
  Digit9: { has: /^> /u, sign: () => '> ' },
};

/** Puts a sign before each chosen line, or takes it away where all have it. */
const toggleLines = (area: HTMLTextAreaElement, { has, sign }: (typeof kinds)[string]): void => {
  const { value } = area;
  const start = value.lastIndexOf('\n', area.selectionStart - 1) + 1;
  const next = value.indexOf('\n', area.selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split('\n');
  const isAll = lines.every((line) => has.test(line));
  const changed = lines.map((line, index) => (isAll ? line.replace(has, '') : sign(index) + line.replace(has, '')));
  replaceRange(area, start, end, changed.join('\n'));
  if (lines.length > 1) area.setSelectionRange(start, start + changed.join('\n').length);
};

/** A block of code of what is chosen, on lines of its own. */
const fence = (area: HTMLTextAreaElement): void => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = start > 0 && value[start - 1] !== '\n' ? '\n' : '';
  const after = end < value.length && value[end] !== '\n' ? '\n' : '';
  const chosen = value.slice(start, end);
  replaceRange(area, start, end, `${before}\`\`\`\n${chosen}\n\`\`\`${after}`);
  const caret = start + before.length + 4;
  area.setSelectionRange(caret, caret + chosen.length);
};

/** What a key does to what is written. True where it did something. */
export const formatByKey = (area: HTMLTextAreaElement, event: KeyboardEvent): boolean => {
  const chord = chordOf(event);
  const mark = marks[chord];
  // On some keyboards `/` is where others have 7: Ctrl+/ is the sheet of keys.
  const isLines = event.shiftKey && !event.altKey && chord.startsWith('$mod') && event.key !== '/';
  const lines = isLines ? kinds[event.code] : undefined;
  if (mark !== undefined) toggleMark(area, mark);
  else if (chord === '$mod+Shift+l') link(area);
  else if (chord === '$mod+Alt+Shift+c') fence(area);
  else if (lines) toggleLines(area, lines);
  else return false;
  return true;
};
