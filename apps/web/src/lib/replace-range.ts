/** A change to a textarea that its own undo can take back. */
export const replaceRange = (area: HTMLTextAreaElement, start: number, end: number, text: string): void => {
  area.focus();
  area.setSelectionRange(start, end);
  // Deprecated, and still the only way into the undo history.
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, start, end, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
