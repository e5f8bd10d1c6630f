type KeyLike = { readonly isComposing?: boolean; readonly keyCode: number };

/** The keyCode of a key that an input method has taken. */
const takenByInputMethod = 229;

/**
 * True while a key belongs to an input method, not to us. Safari ends a composition before the Enter that confirms it
 * and says `isComposing: false`; only the code tells.
 */
export const isImeKey = (event: KeyLike | { readonly nativeEvent: KeyLike }): boolean => {
  const native = 'nativeEvent' in event ? event.nativeEvent : event;
  return native.isComposing === true || native.keyCode === takenByInputMethod;
};
