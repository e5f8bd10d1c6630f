import { cell } from '../lib/cell.ts';
import { ownName } from '../lib/base-path.ts';

/** What this browser is told of being told; not the same on all devices. */
export type NoticeChoices = {
  readonly sound: boolean;
  /** `due`: something came while nobody looked, and the reader may now be asked; `over`: she wants no such question. */
  readonly question: 'early' | 'due' | 'over';
  /** She has switched off on this device what the browser would allow. */
  readonly isOff: boolean;
  /** She wants to be pushed to on this device. */
  readonly isPushed: boolean;
};

const key = ownName('rookery.notices');

const read = (): NoticeChoices => {
  let stored: Partial<Record<keyof NoticeChoices, unknown>> = {};
  try {
    stored = (JSON.parse(localStorage.getItem(key) ?? '{}') ?? {}) as typeof stored;
  } catch {
    // Storage refused or garbled: as nothing was said.
  }
  const { sound, question, isOff, isPushed } = stored;
  return {
    sound: sound === true,
    question: question === 'due' || question === 'over' ? question : 'early',
    isOff: isOff === true,
    isPushed: isPushed === true,
  };
};

export const noticeChoices = cell<NoticeChoices>(read());

export const changeNoticeChoices = (change: Partial<NoticeChoices>): void => {
  noticeChoices.set({ ...noticeChoices.get(), ...change });
  try {
    localStorage.setItem(key, JSON.stringify(noticeChoices.get()));
  } catch {
    // It lasts until the tab closes.
  }
};

// Another tab changed them.
if (typeof addEventListener === 'function')
  addEventListener('storage', (event) => {
    if (event.key === key) noticeChoices.set(read());
  });
