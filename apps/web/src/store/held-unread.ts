import { ownName } from '../lib/base-path.ts';

const nameOf = (conversation: string): string => ownName(`rookery.unread.${conversation}`);

/** Whether the reader marked something as unread here on purpose and has not left the conversation since: a reload is not leaving. */
export const isHeldUnread = (conversation: string): boolean => {
  try {
    return sessionStorage.getItem(nameOf(conversation)) !== null;
  } catch {
    return false;
  }
};

export const holdUnread = (conversation: string, held: boolean): void => {
  try {
    if (held) sessionStorage.setItem(nameOf(conversation), '');
    else sessionStorage.removeItem(nameOf(conversation));
  } catch {
    // Storage refused: it holds until a reload.
  }
};
