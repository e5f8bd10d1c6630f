import { useEffect, useRef, useState } from 'react';
import { cell } from '../lib/cell.ts';
import { useObservable } from '../lib/use-observable.ts';

const speeds = [1, 1.5, 2] as const;
/** Of every player, until the page is left. */
const speed = cell<number>(1);
/** One is heard at a time. */
let current: HTMLMediaElement | undefined;

/**
 * What a player's element does, and what it can be told; `element` is for the element. `knownMs`: how long it lasts as far as that is known before its bytes are; a browser's own recording does not
 * say it until its end has been read.
 */
export const usePlaying = (knownMs: number | undefined) => {
  const element = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [atMs, setAt] = useState(0);
  const [toldMs, setTold] = useState<number>();
  const rate = useObservable(speed);
  const frame = useRef(0);
  const lastMs = toldMs ?? knownMs;

  const look = () => {
    const audio = element.current;
    if (!audio) return;
    setAt(audio.currentTime * 1_000);
    if (Number.isFinite(audio.duration)) setTold(audio.duration * 1_000);
  };
  // The browser tells the time four times a second: too seldom for what moves.
  const follow = () => {
    look();
    frame.current = requestAnimationFrame(follow);
  };
  const rest = () => {
    cancelAnimationFrame(frame.current);
    setPlaying(false);
    look();
  };
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      if (current === element.current) current = undefined;
    },
    [element],
  );
  useEffect(() => {
    if (element.current) element.current.playbackRate = rate;
  }, [element, rate]);

  return {
    element,
    isPlaying,
    atMs,
    lastMs,
    rate,
    toggle: () => {
      const audio = element.current;
      if (!audio) return;
      if (!audio.paused) audio.pause();
      // It may not come: the element says so by itself.
      else audio.play().catch(() => undefined);
    },
    seek: (ms: number) => {
      const audio = element.current;
      if (!audio) return;
      const to = Math.max(0, Math.min(lastMs ?? ms, ms));
      audio.currentTime = to / 1_000;
      setAt(to);
    },
    faster: () => speed.set(speeds[(speeds.indexOf(rate as 1) + 1) % speeds.length] ?? 1),
    events: {
      onPlay: () => {
        const audio = element.current;
        if (current !== audio) current?.pause();
        current = audio ?? undefined;
        if (audio) audio.playbackRate = rate;
        cancelAnimationFrame(frame.current);
        setPlaying(true);
        follow();
      },
      onPause: rest,
      onDurationChange: look,
      onSeeked: look,
      onEnded: () => {
        const audio = element.current;
        // Where nobody has told how long it is, its end does.
        if (audio && !Number.isFinite(audio.duration)) setTold(audio.currentTime * 1_000);
        rest();
        if (audio) audio.currentTime = 0;
        setAt(0);
      },
    },
  };
};
