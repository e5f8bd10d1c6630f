/** A key that has a name, or one letter. */
export type Key =
  | 'Enter'
  | 'Escape'
  | 'Tab'
  | 'ArrowUp'
  | 'ArrowDown'
  | 'Backspace'
  | 'Home'
  | 'End'
  | 'PageUp'
  | (string & {});

/** The little of a browser that the twelve tests need, each engine by its own protocol. One window, with the storage of a person. */
export type Engine = {
  readonly name: string;
  /** Has it been opened before, its storage is as it was. Resolves once the page has loaded. */
  open(url: string): Promise<void>;
  /** Clicks the middle of the first element that the selector finds, as a mouse does. */
  click(selector: string): Promise<void>;
  /** Into what has the focus. */
  type(text: string): Promise<void>;
  /** Strikes a key while others are held: `press('k', ['Control'])`. */
  press(key: Key, held?: readonly ('Control' | 'Shift' | 'Alt')[]): Promise<void>;
  /** What a script of the page answers, awaited: something that JSON holds. */
  run<Answer>(script: string): Promise<Answer>;
  /** Of the page, in pixels of CSS. Resolves to the width that the page has: an engine's window may not be as narrow as asked. */
  size(width: number, height: number): Promise<number>;
  screenshot(file: string): Promise<void>;
  /** Words that are composed letter by letter, as Chinese is written, and what then stands there; null where the engine cannot be told to. */
  compose: ((steps: readonly string[], chosen?: string) => Promise<void>) | null;
  close(): Promise<void>;
};

/** What keys are called in WebDriver, https://www.w3.org/TR/webdriver/#keyboard-actions */
export const webDriverKey = (key: Key): string =>
  ({
    ...{
      Enter: '\uE007',
      Escape: '\uE00C',
      Tab: '\uE004',
      ArrowUp: '\uE013',
      ArrowDown: '\uE015',
      Backspace: '\uE003',
    },
    ...{ Home: '\uE011', End: '\uE010', PageUp: '\uE00E', Control: '\uE009', Shift: '\uE008', Alt: '\uE00A' },
  })[key] ?? key;

/** The keys down and up again, in WebDriver's actions. */
export const keyActions = (key: Key, held: readonly string[]): readonly object[] => {
  const keys = [...held, key].map(webDriverKey);
  return [
    ...keys.map((value) => ({ type: 'keyDown', value })),
    ...keys.toReversed().map((value) => ({ type: 'keyUp', value })),
  ];
};

/** A script that answers the middle of an element, scrolled to where it can be seen. */
export const middleOf = (selector: string): string => `(() => {
  const element = document.querySelector(${JSON.stringify(selector)});
  if (!element) return null;
  element.scrollIntoView({ block: 'nearest' });
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
})()`;
