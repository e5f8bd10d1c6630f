/** Two soft tones, made here: no file is fetched. */
const tones = [
  { hertz: 659, atS: 0 },
  { hertz: 880, atS: 0.11 },
] as const;
const toneS = 0.32;
/** However much comes, once in so long. */
const pauseMs = 3_000;

let context: AudioContext | undefined;
let lastAt = -Infinity;

/** A short sound; none where the browser wants to be touched first. `always`: also soon after the last one. */
export const chime = async (always = false): Promise<void> => {
  if (!('AudioContext' in globalThis) || (!always && performance.now() - lastAt < pauseMs)) return;
  if (!always) lastAt = performance.now();
  const audio = (context ??= new AudioContext());
  await audio.resume().catch(() => undefined);
  if (audio.state !== 'running') return;
  for (const { hertz, atS } of tones) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + atS;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + toneS);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + toneS);
  }
};
