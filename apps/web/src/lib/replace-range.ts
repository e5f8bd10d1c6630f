/** Browsers enter a text line by line, in a time that is quadratic in their number. */
const mostLinesByUndo = 200;

/** A change to a textarea that its own undo can take back, unless it is very long. */
export const replaceRange = (area: HTMLTextAreaElement, start: number, end: number, text: string): void => {
  area.focus();
  area.setSelectionRange(start, end);
  // Deprecated, and still the only way into the undo history.
  const isLong = text.split('\n', mostLinesByUndo).length === mostLinesByUndo;
  if (!isLong && document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, start, end, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
