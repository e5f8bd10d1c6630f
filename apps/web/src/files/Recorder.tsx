import type { Client } from '@rookery/client';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { IconButton } from '../design/IconButton.tsx';
import { clockTime } from '../lib/clock-time.ts';
import { duration } from '../lib/duration.ts';
import { useFormatLocale, useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { Player } from './Player.tsx';
import { mostMs, record, type NoRecording, type Recorded, type RecordingState } from './record.ts';
import { attach } from './uploads.ts';
import { Waveform } from './Waveform.tsx';
import styles from './Recorder.module.css';

type Props = {
  /** Of the composer in whose place it stands. */
  readonly draftKey: string;
  /** How what is recorded goes out. */
  readonly onSend: (content: string, uploads: readonly string[]) => void;
  readonly onClose: () => void;
};

const reasons: Readonly<Record<NoRecording, string>> = {
  denied: 'recorder.denied',
  missing: 'recorder.missing',
  held: 'recorder.held',
  insecure: 'recorder.insecure',
  unable: 'recorder.unable',
};
/** From then on it is said how long it may still be. */
const lastMs = 60_000;

const sendRecorded = async (
  client: Client,
  key: string,
  { file, ...details }: Recorded,
  send: Props['onSend'],
): Promise<void> => {
  const ids = await attach(client, key, [file], details);
  if (ids.length > 0) send('', ids);
};

/** Records a voice message in the composer's place: Esc gives it up, Enter sends it, and it can be heard before. */
export const Recorder = ({ draftKey, onSend, onClose }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const [state, setState] = useState<RecordingState>({ kind: 'asking' });
  const recording = useRef<ReturnType<typeof record>>(undefined);
  const box = useRef<HTMLDivElement>(null);
  /** It goes out as soon as its end is written. */
  const isSent = useRef(false);

  const send = (recorded: Recorded) => {
    void sendRecorded(client, draftKey, recorded, onSend);
    onClose();
  };
  const hear = useRef(setState);
  hear.current = (next) => {
    if (typeof next !== 'function' && next.kind === 'done' && isSent.current) send(next.recorded);
    else setState(next);
  };
  useEffect(() => {
    const begun = record((next) => hear.current(next));
    recording.current = begun;
    return begun.forget;
  }, []);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  // A page is not left without a question while something is being said.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);

  const onSendNow = () => {
    isSent.current = true;
    if (state.kind === 'done') send(state.recorded);
    else recording.current?.end();
  };
  const pauseOrGoOn = () =>
    state.kind === 'going' && state.isPaused ? recording.current?.resume() : recording.current?.pause();
  const onKeyDown = (event: KeyboardEvent) => {
    const isOnItself = event.target === event.currentTarget;
    const run = { Escape: onClose, ...(isOnItself ? { Enter: onSendNow, ' ': pauseOrGoOn } : {}) }[event.key];
    if (!run || (event.key === 'Enter' && state.kind !== 'going' && state.kind !== 'done')) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  const isRefused = state.kind === 'refused';

  return (
    <div
      ref={box}
      id="composer"
      className={styles.recorder}
      role="group"
      aria-label={text('recorder.title')}
      tabIndex={-1}
      data-state={state.kind}
      onKeyDown={onKeyDown}
    >
      <IconButton
        icon={isRefused ? 'close' : 'trash'}
        label={text(isRefused ? 'close' : 'recorder.discard')}
        keys="Esc"
        onClick={onClose}
      />
      <Middle state={state} />
      {state.kind === 'going' && (
        <>
          <IconButton
            icon={state.isPaused ? 'mic' : 'pause'}
            label={text(state.isPaused ? 'recorder.goOn' : 'recorder.pause')}
            onClick={pauseOrGoOn}
          />
          <IconButton icon="stop" label={text('recorder.listen')} onClick={() => recording.current?.end()} />
        </>
      )}
      {!isRefused && (
        <IconButton
          icon="send"
          label={text('recorder.send')}
          keys="Enter"
          className={styles.send}
          disabled={state.kind === 'asking'}
          onClick={onSendNow}
        />
      )}
      <p className={styles.note} role="status">
        {state.kind === 'done' && state.isFull && text('recorder.full', { most: duration(mostMs, locale) })}
        {state.kind === 'going' &&
          mostMs - state.ms < lastMs &&
          text('recorder.left', { left: duration(lastMs, locale) })}
      </p>
    </div>
  );
};

/** What is being said, or has been. */
const Middle = ({ state }: { readonly state: RecordingState }) => {
  const text = useText();
  switch (state.kind) {
    case 'asking':
      return (
        <p className={styles.words} role="status">
          {text('recorder.asking')}
        </p>
      );
    case 'refused':
      return (
        <p className={styles.words} role="alert">
          {text(reasons[state.why])}
        </p>
      );
    case 'going':
      return (
        <>
          <span className="visually-hidden" role="status">
            {text(state.isPaused ? 'recorder.paused' : 'recorder.going')}
          </span>
          <span className={styles.light} data-paused={state.isPaused} aria-hidden="true" />
          <time className={styles.time}>{clockTime(state.ms)}</time>
          <span className={styles.levels}>
            <Waveform
              bars={[...Array<number>(Math.max(0, 64 - state.levels.length)).fill(0), ...state.levels]}
              heard={1}
            />
          </span>
        </>
      );
    case 'done':
      return <Listen recorded={state.recorded} />;
  }
};

const Listen = ({ recorded: { file, durationMs, waveform } }: { readonly recorded: Recorded }) => {
  const text = useText();
  const [src] = useState(() => URL.createObjectURL(file));
  useEffect(() => () => URL.revokeObjectURL(src), [src]);
  return (
    <span className={styles.levels}>
      <Player src={src} name={text('recorder.title')} durationMs={durationMs} waveform={waveform} />
    </span>
  );
};
