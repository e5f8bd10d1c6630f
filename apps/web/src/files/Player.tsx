import type { KeyboardEvent } from 'react';
import { IconButton } from '../design/IconButton.tsx';
import { clockTime } from '../lib/clock-time.ts';
import { useFormatLocale, useText } from '../locales/text.ts';
import { usePlaying } from './use-playing.ts';
import { Waveform } from './Waveform.tsx';
import { barsOf } from './waveform.ts';
import styles from './Player.module.css';

type Props = {
  readonly src: string;
  /** What it plays, for a screen reader. */
  readonly name: string;
  readonly durationMs: number | undefined;
  readonly waveform: string | undefined;
  readonly onFailed?: () => void;
};

const jumpMs = 5_000;

/** Plays sound: play and pause, its waveform to go to any place of it by pointer or arrow keys, and how fast. */
export const Player = ({ src, name, durationMs, waveform, onFailed }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const { element, isPlaying, atMs, lastMs, rate, toggle, seek, faster, events } = usePlaying(durationMs);
  const part = lastMs ? Math.min(1, atMs / lastMs) : 0;
  const isBegun = isPlaying || atMs > 0;

  // Short ones by a tenth, else one key would end them.
  const jump = Math.min(jumpMs, (lastMs ?? jumpMs * 10) / 10);
  const keys: Readonly<Record<string, number>> = {
    ArrowLeft: atMs - jump,
    ArrowDown: atMs - jump,
    ArrowRight: atMs + jump,
    ArrowUp: atMs + jump,
    Home: 0,
    ...(lastMs === undefined ? {} : { End: lastMs }),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (to === undefined && event.key !== ' ') return;
    // The timeline has these keys too.
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) toggle();
    else seek(to);
  };

  return (
    <div className={styles.player} role="group" aria-label={name}>
      {/* Preloading would fetch whatever is scrolled past. */}
      <audio ref={element} src={src} preload="none" {...events} onError={onFailed} />
      <IconButton
        icon={isPlaying ? 'pause' : 'play'}
        label={text(isPlaying ? 'player.pause' : 'player.play')}
        className={styles.play}
        onClick={toggle}
      />
      <span className={styles.track}>
        <Waveform bars={barsOf(waveform)} heard={part} />
        <input
          type="range"
          min={0}
          max={1_000}
          value={Math.round(part * 1_000)}
          disabled={lastMs === undefined}
          aria-label={text('player.place')}
          aria-valuetext={text('player.time', { at: clockTime(atMs), of: clockTime(lastMs ?? 0) })}
          onChange={({ currentTarget }) => seek((Number(currentTarget.value) / 1_000) * (lastMs ?? 0))}
          onKeyDown={onKeyDown}
        />
      </span>
      <span className={styles.time}>{isBegun || lastMs === undefined ? clockTime(atMs) : clockTime(lastMs)}</span>
      <button
        type="button"
        className={styles.speed}
        aria-label={text('player.speed', { rate: new Intl.NumberFormat(locale).format(rate) })}
        onClick={faster}
      >
        {new Intl.NumberFormat(locale).format(rate)}×
      </button>
    </div>
  );
};
