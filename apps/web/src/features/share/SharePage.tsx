import type { Entry } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Field } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import { receiver } from '../../files/receiver.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { EntryMark } from '../../people/EntryMark.tsx';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { useWritable } from '../../sdk/use-writable.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { addToDraft } from '../../store/drafts.ts';
import { forgetShared, sharedFiles } from './shared.ts';
import styles from './SharePage.module.css';

/** The composer takes them as soon as it is there. */
const giveTo = (files: readonly File[], path: string): void => {
  if (files.length === 0) return;
  const stop = receiver.subscribe(() => {
    if (!receiver.get() || !location.pathname.endsWith(path)) return;
    stop();
    receiver.get()?.take(files);
  });
};

/** Asks where to what was shared is to be said. It goes into the composer there, and is sent when the reader says so. [WEB-202] */
export const SharePage = () => {
  const text = useText();
  const titleOf = useTitleOf();
  const [, navigate] = useLocation();
  const [words] = useState(() => new URLSearchParams(location.search).get('text')?.slice(0, 8_000) ?? '');
  const [files, setFiles] = useState<readonly File[]>();
  const [query, setQuery] = useState('');
  const shown = useWritable(query);
  useEffect(() => void sharedFiles().then(setFiles), []);

  const choose = (entry: Entry) => {
    if (words !== '') addToDraft(entry.conversation, words);
    const path = conversationPath(entry);
    giveTo(files ?? [], path);
    void forgetShared();
    navigate(path, { replace: true });
  };
  const isNothing = words === '' && files?.length === 0;
  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <BackButton to={paths.inbox} />
        <h1>{text('share.title')}</h1>
      </header>
      <div className={styles.column}>
        {isNothing ? (
          <p className={styles.hint}>{text('share.nothing')}</p>
        ) : (
          <>
            <p className={styles.hint}>{text('share.hint')}</p>
            {words !== '' && (
              <blockquote className={styles.words} dir="auto">
                {words}
              </blockquote>
            )}
            {files && files.length > 0 && (
              <ul className={styles.files} aria-label={text('share.files', { count: files.length })}>
                {files.map((file, index) => (
                  <li key={index}>
                    <Icon name="file" size={16} />
                    <span dir="auto">{file.name}</span>
                  </li>
                ))}
              </ul>
            )}
            <Field
              label={text('share.search')}
              name="query"
              type="search"
              autoComplete="off"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <ul className={styles.list}>
              {shown.map((entry) => (
                <li key={entry.conversation}>
                  <button type="button" onClick={() => choose(entry)} disabled={files === undefined}>
                    <span className={styles.mark}>
                      <EntryMark entry={entry} />
                    </span>
                    <span dir="auto">{titleOf(entry)}</span>
                  </button>
                </li>
              ))}
              {shown.length === 0 && <li className={styles.hint}>{text('share.none')}</li>}
            </ul>
          </>
        )}
      </div>
    </main>
  );
};
