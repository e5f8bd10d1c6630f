export const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** How the reader's keyboard calls the main modifier. */
export const modKey = isApple ? '⌘' : 'Ctrl';
export const altKey = isApple ? '⌥' : 'Alt';
