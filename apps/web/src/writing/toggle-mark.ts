import { replaceRange } from '../lib/replace-range.ts';

/** Puts `mark` around the selection, or takes it away where it is already. */
export const toggleMark = (area: HTMLTextAreaElement, mark: string): void => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const inside = value.slice(start, end);
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (isMarked) {
    replaceRange(area, start - mark.length, end + mark.length, inside);
    area.setSelectionRange(start - mark.length, end - mark.length);
  } else {
    replaceRange(area, start, end, mark + inside + mark);
    area.setSelectionRange(start + mark.length, end + mark.length);
  }
};
