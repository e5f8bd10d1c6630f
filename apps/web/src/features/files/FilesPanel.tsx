import { fileTypes, type ConversationId, type Entry, type FileType, type SentFile } from '@rookery/protocol';
import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { FileContent } from '../../files/FileContent.tsx';
import { fullDate } from '../../lib/dates.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { usePages } from '../../sdk/use-pages.ts';
import type { PanelProps } from '../../shell/feature.ts';
import styles from './FilesPanel.module.css';

const titles: Readonly<Record<FileType, string>> = {
  image: 'files.images',
  video: 'files.videos',
  audio: 'files.audios',
  document: 'files.documents',
};
const nothing: Readonly<Record<FileType, string>> = {
  image: 'files.noImages',
  video: 'files.noVideos',
  audio: 'files.noAudios',
  document: 'files.noDocuments',
};

/** The files of a conversation, one kind at a time, the newest first. */
export const FilesPanel = ({ entry }: PanelProps) => {
  const text = useText();
  const [type, setType] = useState<FileType>('image');
  return (
    <>
      <div className={styles.kinds} role="group" aria-label={text('files.title')}>
        {fileTypes.map((one) => (
          <button key={one} type="button" aria-pressed={one === type} onClick={() => setType(one)}>
            {text(titles[one])}
          </button>
        ))}
      </div>
      <FileList key={type} entry={entry} type={type} />
    </>
  );
};

type Props = { readonly entry: Entry; readonly type: FileType };

const FileList = ({ entry, type }: Props) => {
  const text = useText();
  const { rows, hasMore, failure, more, again } = usePages(useReader(entry.conversation, type));
  if (!rows)
    return failure === undefined ? (
      <div className={styles.waiting} aria-busy="true">
        <Skeleton width="100%" height={60} />
        <Skeleton width="100%" height={60} />
      </div>
    ) : (
      <div className={styles.note} role="status">
        <p>{thrownText(text, failure)}</p>
        <Button onClick={again}>{text('files.again')}</Button>
      </div>
    );
  if (rows.length === 0 && !hasMore) return <p className={styles.note}>{text(nothing[type])}</p>;
  const among = rows.map(({ file }) => file);
  return (
    <div className={styles.scroll}>
      <ul className={type === 'image' ? styles.grid : styles.list}>
        {rows.map((row) => (
          <li key={`${row.seq}/${row.file.id}`}>
            <div className={styles[type]}>
              <FileContent file={row.file} among={among} />
            </div>
            <Origin entry={entry} row={row} isShort={type === 'image'} />
          </li>
        ))}
      </ul>
      {failure !== undefined && <p role="status">{thrownText(text, failure)}</p>}
      {hasMore && (
        <Button look="plain" wide onClick={more}>
          {text('files.more')}
        </Button>
      )}
    </div>
  );
};

/** Pages of one kind. */
const useReader = (conversation: ConversationId, type: FileType) => {
  const client = useClient();
  return useCallback(
    async (cursor: string | undefined) => {
      const { files, next } = await client.files(conversation, { type, cursor, limit: 30 });
      return { rows: files, next };
    },
    [client, conversation, type],
  );
};

/** Who sent it and when; leads to the message. */
const Origin = ({
  entry,
  row,
  isShort,
}: {
  readonly entry: Entry;
  readonly row: SentFile;
  readonly isShort: boolean;
}) => {
  const text = useText();
  const locale = useFormatLocale();
  return (
    <Link className={styles.origin} href={paths.message(conversationPath(entry), row.seq)}>
      <span className="visually-hidden">{text('files.origin')} </span>
      <PersonName person={row.user} />
      <span className={isShort ? 'visually-hidden' : undefined}> {fullDate(row.at, locale)}</span>
    </Link>
  );
};
