import { packWaveform } from './waveform.ts';

/** Why there is no recording: not allowed, no microphone, one that something else holds, or a page or browser in which there cannot be any. */
export type NoRecording = 'denied' | 'missing' | 'held' | 'insecure' | 'unable';

export type Recorded = {
  readonly file: File;
  readonly durationMs: number;
  readonly waveform: string | undefined;
};

export type RecordingState =
  /** The browser asks the reader for her microphone. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly why: NoRecording }
  /** `levels`: the latest, from 0 to 1. */
  | {
      readonly kind: 'going';
      readonly ms: number;
      readonly isPaused: boolean;
      readonly levels: readonly number[];
    }
  /** `isFull`: it ended by itself, being as long as one may be. */
  | { readonly kind: 'done'; readonly recorded: Recorded; readonly isFull: boolean };

/** A recording ends by itself then. */
export const mostMs = 15 * 60_000;
const levelMs = 50;
const shownLevels = 64;
/** A second of speech in 4 kB. */
const bitsPerSecond = 32_000;
/** The first that the browser can write is taken. Safari has the second one only. */
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

const whyNot = (thrown: unknown): NoRecording => {
  switch (thrown instanceof DOMException ? thrown.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'held';
    default:
      return 'unable';
  }
};

const nameOf = (at: Date, type: string): string => {
  const two = (count: number): string => String(count).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const end = type.startsWith('audio/mp4') ? 'm4a' : type.startsWith('audio/ogg') ? 'ogg' : 'webm';
  return `voice-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.${end}`;
};

/** Records from the microphone, and tells how that goes until it is `done`, `refused` or given up. It can be told to pause, to end, and to be forgotten. */
export const record = (tell: (state: RecordingState) => void) => {
  let isOver = false;
  let end = (): void => undefined;
  let recorder: MediaRecorder | undefined;
  let isPaused = false;
  const release: (() => void)[] = [];
  const close = (): void => {
    isOver = true;
    for (const one of release.splice(0)) one();
  };

  const begin = async (): Promise<void> => {
    if (!isSecureContext) return tell({ kind: 'refused', why: 'insecure' });
    const type =
      typeof MediaRecorder === 'undefined' ? undefined : types.find((one) => MediaRecorder.isTypeSupported(one));
    if (type === undefined) return tell({ kind: 'refused', why: 'unable' });
    tell({ kind: 'asking' });
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    release.push(() => stream.getTracks().forEach((track) => track.stop()));
    if (isOver) return close();
    go(stream, type);
  };

  const go = (stream: MediaStream, type: string): void => {
    const made = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: bitsPerSecond });
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(ear);
    release.push(() => void context.close());
    const samples = new Float32Array(ear.fftSize);
    const levels: number[] = [];
    let [ms, before, isFull] = [0, performance.now(), false];

    const measure = (): void => {
      const now = performance.now();
      if (!isPaused) ms += now - before;
      before = now;
      ear.getFloatTimeDomainData(samples);
      const level = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      // A page in the background is called seldom: what it missed was as loud, as far as it knows.
      while (!isPaused && levels.length < ms / levelMs) levels.push(Math.min(1, level));
      if (ms >= mostMs && made.state !== 'inactive') {
        isFull = true;
        end();
      }
    };
    const timer = setInterval(() => {
      measure();
      if (!isOver) tell({ kind: 'going', ms, isPaused, levels: levels.slice(-shownLevels) });
    }, levelMs);
    release.push(() => clearInterval(timer));

    const pieces: Blob[] = [];
    made.ondataavailable = ({ data }) => pieces.push(data);
    made.onstop = () => {
      if (isOver) return;
      close();
      // Its codec is told by its bytes.
      const [bare = type] = type.split(';');
      const file = new File(pieces, nameOf(new Date(), type), { type: bare });
      const recorded = { file, durationMs: Math.max(1, Math.round(ms)), waveform: packWaveform(levels) };
      tell({ kind: 'done', recorded, isFull });
    };
    end = () => {
      measure();
      if (made.state !== 'inactive') made.stop();
    };
    // The microphone was pulled out: what was said until then is there.
    for (const track of stream.getTracks()) track.onended = () => made.state !== 'inactive' && made.stop();
    recorder = made;
    made.start();
    tell({ kind: 'going', ms, isPaused, levels });
  };

  begin().catch((thrown: unknown) => {
    if (!isOver) tell({ kind: 'refused', why: whyNot(thrown) });
    close();
  });

  return {
    pause: () => {
      if (recorder?.state === 'recording') recorder.pause();
      isPaused = recorder?.state === 'paused';
    },
    resume: () => {
      if (recorder?.state === 'paused') recorder.resume();
      isPaused = false;
    },
    end: () => end(),
    forget: close,
  };
};
