import type { StoreUse } from '@rookery/protocol';
import { useCallback } from 'react';
import { byteSize } from '../../lib/byte-size.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { Asked } from '../../shell/Asked.tsx';
import { RetentionSettings } from './RetentionSettings.tsx';
import styles from './Administration.module.css';

const Figures = ({ storage }: { readonly storage: StoreUse }) => {
  const text = useText();
  const locale = useFormatLocale();
  const isOnDisk = storage.kept === 'disk';
  const size = (bytes: number | null) => (bytes === null ? null : byteSize(bytes, locale));
  const number = (count: number | null) => (count === null ? null : new Intl.NumberFormat(locale).format(count));
  const figures = [
    ['storage.bytes', size(storage.bytes)],
    ['storage.free', size(storage.freeBytes)],
    ['storage.messages', number(storage.messages)],
    ['storage.rooms', number(storage.rooms)],
    ['storage.people', number(storage.people)],
  ] as const;
  return (
    <>
      <p className={styles.lead}>{text(isOnDisk ? 'storage.onDisk' : 'storage.inMemory')}</p>
      <dl className={styles.figures}>
        {figures.map(
          ([label, figure]) =>
            figure !== null && (
              <div key={label}>
                <dt>{text(label)}</dt>
                <dd>{figure}</dd>
              </div>
            ),
        )}
      </dl>
      {storage.freeBytes === null && <p className={styles.lead}>{text('storage.unbounded')}</p>}
      {storage.messages === null && <p className={styles.lead}>{text('storage.uncounted')}</p>}
    </>
  );
};

/** How much the server keeps, and what that takes. */
export const StorageSettings = () => {
  const client = useClient();
  return (
    <>
      <Asked ask={useCallback(() => client.storage(), [client])}>{(storage) => <Figures storage={storage} />}</Asked>
      <RetentionSettings />
    </>
  );
};
