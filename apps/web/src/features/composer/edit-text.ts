/** Changes to a textarea that its own undo can take back. */

export const replaceRange = (area: HTMLTextAreaElement, start: number, end: number, text: string): void => {
  area.focus();
  area.setSelectionRange(start, end);
  // Deprecated, and still the only way into the undo history.
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, start, end, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

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
