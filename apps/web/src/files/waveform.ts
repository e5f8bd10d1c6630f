import { limits } from '@rookery/protocol';

/** Quieter than this is silence: it is not made louder until it looks like speech. */
const silence = 0.02;

/**
 * How loud a recording is, as the wire has it: the loudest of each of equal stretches, measured by the loudest of all. Levels are from 0 to 1.
 * Undefined where there are none.
 */
export const packWaveform = (levels: readonly number[]): string | undefined => {
  const steps = Math.min(limits.waveformSteps, levels.length);
  if (steps === 0) return undefined;
  const loudest = levels.reduce((most, level) => Math.max(most, level), silence);
  const signs = Array.from({ length: steps }, (_, step) => {
    const [from, to] = [step, step + 1].map((at) => Math.floor((at * levels.length) / steps));
    const level = levels.slice(from, to).reduce((most, one) => Math.max(most, one), 0);
    return String.fromCharCode(Math.min(255, Math.round((255 * level) / loudest)));
  });
  return btoa(signs.join(''));
};

/** Its bars, from 0 to 1; none where it says nothing that this version reads. */
export const barsOf = (waveform: string | undefined): readonly number[] => {
  try {
    return [...atob(waveform ?? '')].map((sign) => sign.charCodeAt(0) / 255);
  } catch {
    return [];
  }
};
