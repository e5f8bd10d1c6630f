/**
 * Keeps out of a field what the server would not take, however it came in: pasted, dropped, or set by a program. Puts the
 * caret where it was among what is left. True when something was changed.
 */
export const cleanField = (field: HTMLInputElement | HTMLTextAreaElement, clean: (text: string) => string): boolean => {
  const { value } = field;
  const cleaned = clean(value);
  if (cleaned === value) return false;
  const before = field.selectionStart === null ? cleaned.length : clean(value.slice(0, field.selectionStart)).length;
  field.value = cleaned;
  field.setSelectionRange(before, before);
  return true;
};
