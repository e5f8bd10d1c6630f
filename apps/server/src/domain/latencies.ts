/** Buckets of an octave: what is read off is right within 9 %. */
const perOctave = 8;
/** From 10 µs to 84 s. */
const smallestMs = 0.01;
const octaves = 23;

/** How long things took, counted in buckets: some 20 ns each. */
export class Latencies {
  readonly #buckets = new Uint32Array(octaves * perOctave);
  #count = 0;

  note(ms: number): void {
    const bucket = ms <= smallestMs ? 0 : Math.floor(Math.log2(ms / smallestMs) * perOctave);
    const index = Math.min(this.#buckets.length - 1, bucket);
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** What so much of all stayed below, ms; null where there was nothing. */
  below(share: number): number | null {
    if (this.#count === 0) return null;
    let left = this.#count * share;
    for (const [index, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0) return smallestMs * 2 ** ((index + 1) / perOctave);
    }
    return null;
  }

  clear(): void {
    this.#buckets.fill(0);
    this.#count = 0;
  }
}
