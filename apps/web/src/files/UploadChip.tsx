import { useRef } from 'react';
import { Icon } from '../design/Icon.tsx';
import { IconButton } from '../design/IconButton.tsx';
import { useFormatLocale, useText } from '../locales/text.ts';
import { failureText } from '../sdk/failure-text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { altDialog } from './alt-dialog.ts';
import { fileIcon } from './file-icon.ts';
import { fileSize } from './file-size.ts';
import type { Upload } from './tray.ts';
import { mostBytes, move, remove, retry } from './uploads.ts';
import styles from './Tray.module.css';

type Props = { readonly upload: Upload; readonly isFirst: boolean; readonly isLast: boolean };

/** What a file that is dragged within the tray is called by. */
const dragged = 'application/x-rookery-upload';
/** Another try would end the same. */
const forGood: readonly string[] = ['too_large', 'empty'];

/** A file on its way: what it is, how far, and what can be done about it. */
export const UploadChip = ({ upload, isFirst, isLast }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const most = fileSize(mostBytes(useClient()), locale);
  const chip = useRef<HTMLLIElement>(null);
  const { id, file, url, state } = upload;
  const name = file.name === '' ? text('files.nameless') : file.name;
  const size = fileSize(file.size, locale);
  const words =
    state.kind === 'failed'
      ? failureText(text, state, {
          too_large: text('tray.tooLarge', { most }),
          empty: text('tray.empty'),
          rate_limited: text('tray.quota'),
          unavailable: text('tray.noSpace'),
        })
      : state.kind === 'waiting' && state.isOffline
        ? text('tray.offline')
        : state.kind === 'done'
          ? text('tray.done', { size })
          : size;
  const shift = (by: 1 | -1) => {
    move(id, by);
    // The chip takes its button along: the next press is meant for the same file.
    requestAnimationFrame(() =>
      chip.current?.querySelector<HTMLElement>(`[data-by="${by}"]:enabled, [data-by]:enabled`)?.focus(),
    );
  };
  const isMovable = upload.post === undefined && !(isFirst && isLast);
  return (
    <li
      ref={chip}
      className={styles.chip}
      data-state={state.kind}
      draggable={isMovable}
      onDragStart={(event) => event.dataTransfer.setData(dragged, String(id))}
      onDragOver={(event) => event.dataTransfer.types.includes(dragged) && event.preventDefault()}
      onDrop={(event) => {
        const other = event.dataTransfer.getData(dragged);
        const all = [...(event.currentTarget.parentElement?.children ?? [])];
        const from = all.findIndex((one) => one.getAttribute('data-upload') === other);
        const to = all.indexOf(event.currentTarget);
        for (let at = from; from >= 0 && at !== to; at += Math.sign(to - from)) move(Number(other), to > from ? 1 : -1);
      }}
      data-upload={id}
    >
      {url === undefined ? (
        <span className={styles.picture}>
          <Icon name={fileIcon(file)} />
        </span>
      ) : (
        <img className={styles.picture} src={url} alt="" draggable={false} />
      )}
      <span className={styles.words}>
        <bdi data-tip={name}>{name}</bdi>
        <small role={state.kind === 'failed' ? 'alert' : undefined}>{words}</small>
        {state.kind === 'going' && (
          <progress aria-label={text('tray.progress', { name })} max={Math.max(1, file.size)} value={state.sent} />
        )}
      </span>
      <span className={styles.buttons}>
        {upload.post === undefined && /^(?:image|video)\//.test(file.type) && (
          <button
            type="button"
            className={styles.badge}
            data-described={upload.details.alt !== undefined}
            aria-label={text(upload.details.alt === undefined ? 'alt.add' : 'alt.change', { name })}
            data-tip={upload.details.alt ?? text('alt.title')}
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
          <IconButton small icon="retry" label={text('tray.retry', { name })} onClick={() => retry(id)} />
        )}
        <IconButton small icon="close" label={text('tray.remove', { name })} onClick={() => remove(id)} />
      </span>
    </li>
  );
};
