import styles from './Player.module.css';

type Props = {
  /** From 0 to 1, the first one first. */
  readonly bars: readonly number[];
  /** Of it that has been heard, from 0 to 1. */
  readonly heard: number;
};

/** What silence is drawn as. */
const least = 0.08;
/** Of a bar's share, the rest is between it and the next. */
const width = 0.6;

const pathOf = (bars: readonly number[]): string =>
  bars
    .map((bar, at) => {
      const half = Math.max(least, bar) / 2;
      return `M${at + (1 - width) / 2} ${0.5 - half}h${width}v${2 * half}h${-width}z`;
    })
    .join('');

/** Bars as high as the sound is loud. */
export const Waveform = ({ bars, heard }: Props) => {
  const drawn = bars.length > 0 ? bars : Array<number>(48).fill(0);
  const path = pathOf(drawn);
  return (
    <span className={styles.waveform} aria-hidden="true">
      {[0, 1].map((layer) => (
        <svg
          key={layer}
          viewBox={`0 0 ${drawn.length} 1`}
          preserveAspectRatio="none"
          data-heard={layer === 1}
          style={layer === 1 ? { clipPath: `inset(0 ${100 - 100 * heard}% 0 0)` } : undefined}
        >
          <path d={path} />
        </svg>
      ))}
    </span>
  );
};
