import { useLayoutEffect, useRef } from 'react';
import { Icon } from '../design/Icon.tsx';
import { IconButton } from '../design/IconButton.tsx';
import { useFormatLocale, useText } from '../locales/text.ts';
import { failureText } from '../sdk/failure-text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { altDialog } from './alt-dialog.ts';
import { fileIcon } from './file-icon.ts';
import { byteSize } from '../lib/byte-size.ts';
import type { Upload } from './tray.ts';
import { mostBytes, move, remove, retry } from './uploads.ts';
import styles from './Tray.module.css';

type Props = {
  readonly upload: Upload;
  /** Its number in the row. */
  readonly place: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
};

/** What a file that is dragged within the tray is called by. */
const dragged = 'application/x-rookery-upload';
/** What is larger takes long enough that people wonder how long. */
const longBytes = 8_000_000;
/** Another try would end the same. */
const forGood: readonly string[] = ['too_large', 'empty'];

/** A file on its way: what it is, how far, and what can be done about it. */
export const UploadChip = ({ upload, place, isFirst, isLast }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const chip = useRef<HTMLLIElement>(null);
  const { entry, url, state, kept, isElsewhere } = upload;
  const { id } = entry;
  const name = entry.name === '' ? text('files.nameless') : entry.name;
  const size = byteSize(entry.bytes, locale);
  const words =
    state.kind === 'failed'
      ? failureText(text, state, {
          too_large: text('tray.tooLarge', {
            size: byteSize(entry.bytes, locale, 'ceil'),
            most: byteSize(mostBytes(client), locale, 'floor'),
          }),
          empty: text('tray.empty'),
          lost: text('tray.lost'),
          rate_limited: text('tray.quota'),
          unavailable: text('tray.noSpace'),
        })
      : state.kind === 'waiting' && state.isOffline
        ? text('tray.offline')
        : state.kind === 'done'
          ? text('tray.done', { size })
          : state.kind === 'going' && entry.bytes > longBytes
            ? text('tray.going', { size, percent: Math.floor((100 * state.sent) / entry.bytes) })
            : size;
  const shifted = useRef<1 | -1>(undefined);
  const shift = (by: 1 | -1) => {
    shifted.current = by;
    void move(client, id, by);
  };
  // The chip takes its button along: the next press is meant for the same file. Not before it stands there: what is put elsewhere loses the focus.
  useLayoutEffect(() => {
    const by = shifted.current;
    shifted.current = undefined;
    const isFree = document.activeElement === document.body || chip.current?.contains(document.activeElement);
    if (by !== undefined && isFree)
      chip.current?.querySelector<HTMLElement>(`[data-by="${by}"]:enabled, [data-by]:enabled`)?.focus();
  }, [place]);
  const isMovable = entry.clientId === undefined && !(isFirst && isLast);
  return (
    <li
      ref={chip}
      className={styles.chip}
      data-state={state.kind}
      draggable={isMovable}
      onDragStart={(event) => event.dataTransfer.setData(dragged, id)}
      onDragOver={(event) => event.dataTransfer.types.includes(dragged) && event.preventDefault()}
      onDrop={(event) => {
        const other = event.dataTransfer.getData(dragged);
        const all = [...(event.currentTarget.parentElement?.children ?? [])];
        const from = all.findIndex((one) => one.getAttribute('data-upload') === other);
        const to = all.indexOf(event.currentTarget);
        for (let at = from; from >= 0 && at !== to; at += Math.sign(to - from))
          void move(client, other, to > from ? 1 : -1);
      }}
      data-upload={id}
    >
      {url === undefined ? (
        <span className={styles.picture}>
          <Icon name={fileIcon(entry)} />
        </span>
      ) : (
        <img className={styles.picture} src={url} alt="" draggable={false} />
      )}
      <span className={styles.words}>
        <bdi data-tip={name}>{name}</bdi>
        <small role={state.kind === 'failed' ? 'alert' : undefined}>{words}</small>
        {kept === 'no' && state.kind !== 'failed' && <small role="status">{text('tray.notKept')}</small>}
        {state.kind === 'going' && (
          <progress aria-label={text('tray.progress', { name })} max={Math.max(1, entry.bytes)} value={state.sent} />
        )}
      </span>
      <span className={styles.buttons}>
        {entry.clientId === undefined && /^(?:image|video)\//.test(entry.type) && (
          <button
            type="button"
            className={styles.badge}
            data-described={entry.details?.alt !== undefined}
            aria-label={text(entry.details?.alt === undefined ? 'alt.add' : 'alt.change', { name })}
            data-tip={entry.details?.alt ?? text('alt.title')}
            onClick={() => altDialog.open({ upload })}
          >
            {text('alt.badge')}
          </button>
        )}
        {isMovable && (
          <>
            <IconButton
              small
              icon="chevron-left"
              data-by={-1}
              label={text('tray.earlier', { name })}
              disabled={isFirst}
              onClick={() => shift(-1)}
            />
            <IconButton
              small
              icon="chevron-right"
              data-by={1}
              label={text('tray.later', { name })}
              disabled={isLast}
              onClick={() => shift(1)}
            />
          </>
        )}
        {state.kind === 'failed' && !forGood.includes(state.code) && (
          <IconButton small icon="retry" label={text('tray.retry', { name })} onClick={() => void retry(client, id)} />
        )}
        {!isElsewhere && (
          <IconButton
            small
            icon="close"
            label={text('tray.remove', { name })}
            onClick={() => void remove(client, upload)}
          />
        )}
      </span>
    </li>
  );
};
