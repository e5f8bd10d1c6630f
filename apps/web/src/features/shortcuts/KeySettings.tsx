import { useText } from '../../locales/text.ts';
import { KeyList } from './KeyList.tsx';

/** The sheet of all keys, at an address. */
export const KeySettings = () => {
  const text = useText();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it is scrolled from here
    <div role="group" aria-label={text('shortcuts.title')} tabIndex={0}>
      <KeyList />
    </div>
  );
};
