import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../../design/IconButton.tsx';
import { copyText } from '../../lib/clipboard.ts';
import { useText } from '../../locales/text.ts';
import { preferences, usePreference } from '../../store/preferences.ts';
import { CodeFrame } from './CodeFrame.tsx';
import { highlight, type Coloured } from './code/highlight.ts';
import { languageOf } from './code/languages.ts';
import styles from './code/code.module.css';

const shownMs = 1_500;

type Props = { readonly language: string; readonly code: string };

/** A fence with its buttons: copy it, break its lines. What it is written in is coloured once it has been painted, elsewhere than in this thread. */
export const LivelyCode = ({ language, code }: Props) => {
  const text = useText();
  const wraps = usePreference('wrapsCode');
  const [copied, setCopied] = useState(false);
  const [coloured, setColoured] = useState<Coloured>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const known = languageOf(language);
  const grammar = known?.grammar;
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (grammar === undefined) return;
    let isWanted = true;
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
    idle(() => {
      if (isWanted) void highlight(grammar, code).then((lines) => isWanted && setColoured(lines));
    });
    return () => {
      isWanted = false;
    };
  }, [grammar, code]);

  return (
    <CodeFrame
      name={known?.name ?? (language || text('code.plain'))}
      wraps={wraps}
      buttons={
        <span className={styles.buttons}>
          <IconButton
            small
            icon="wrap"
            aria-pressed={wraps}
            label={text(wraps ? 'code.noWrap' : 'code.wrap')}
            onClick={() => preferences.setState({ wrapsCode: !wraps })}
          />
          <IconButton
            small
            icon={copied ? 'check' : 'copy'}
            label={copied ? text('code.copied') : text('code.copy')}
            onClick={() =>
              void copyText(code).then((done) => {
                if (!done) return;
                setCopied(true);
                clearTimeout(timer.current);
                timer.current = setTimeout(() => setCopied(false), shownMs);
              })
            }
          />
        </span>
      }
    >
      {coloured
        ? coloured.map(([words, kind], index) =>
            kind === '' ? (
              words
            ) : (
              <span key={index} className={styles[kind]}>
                {words}
              </span>
            ),
          )
        : code}
    </CodeFrame>
  );
};
