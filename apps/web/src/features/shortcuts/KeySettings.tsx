import { useText } from '../../locales/text.ts';
import { KeyList } from './KeyList.tsx';

/** The sheet of all keys, at an address. It is scrolled by keys, too: nothing in it takes the focus. */
export const KeySettings = () => {
  const text = useText();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="group" aria-label={text('shortcuts.title')} tabIndex={0}>
      <KeyList />
    </div>
  );
};
