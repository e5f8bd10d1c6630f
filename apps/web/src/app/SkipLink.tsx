import { useText } from '../locales/text.ts';
import styles from './AppShell.module.css';

type Props = { readonly hasComposer: boolean };

/** The first stop of Tab: past the sidebar. */
export const SkipLink = ({ hasComposer }: Props) => {
  const text = useText();
  const target = hasComposer ? '#composer' : '#main';
  return (
    <a
      className={styles.skip}
      href={target}
      onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>(target)?.focus();
      }}
    >
      {text(hasComposer ? 'skip.toComposer' : 'skip.toMain')}
    </a>
  );
};
