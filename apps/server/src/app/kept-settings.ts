import type { AdminSettings } from '@rookery/protocol';
import { firstSettings } from '../domain/server-settings.ts';
import type { SettingsChange, SettingsStore } from '../ports/settings-store.ts';

const roundMs = 1_000;
/** What was read longer ago than this decides over nobody. */
const freshMs = 2_000;

/** The server's settings as this node has read them, again and again. [SET-1] */
export class KeptSettings {
  readonly #store: Pick<SettingsStore, 'read' | 'change'>;
  readonly #timer: NodeJS.Timeout;
  #known: AdminSettings = firstSettings;
  /** When the read began that they come from. */
  #readAt = -Infinity;
  #reading: Promise<AdminSettings> | null = null;

  constructor(store: Pick<SettingsStore, 'read' | 'change'>) {
    this.#store = store;
    // While the store is away the last ones stand, and whoever decides by them reads for herself.
    this.#timer = setInterval(() => void this.#read().catch(() => undefined), roundMs);
    this.#timer.unref();
  }

  /** The last that were read, to be told to newcomers: at most seconds old while the store answers. */
  get known(): AdminSettings {
    return this.#known;
  }

  /** Those that decide: at most 2 s old. Throws `ChatError('unavailable')`. */
  async now(): Promise<AdminSettings> {
    return performance.now() - this.#readAt <= freshMs ? this.#known : this.#read();
  }

  async change(change: SettingsChange): Promise<{ readonly before: AdminSettings; readonly after: AdminSettings }> {
    const startedAt = performance.now();
    const changed = await this.#store.change(change);
    this.#learn(changed.after, startedAt);
    return changed;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #read(): Promise<AdminSettings> {
    this.#reading ??= this.#readOnce().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readOnce(): Promise<AdminSettings> {
    const startedAt = performance.now();
    this.#learn(await this.#store.read(), startedAt);
    return this.#known;
  }

  /** Of two reads the one that began later is nearer to what holds. */
  #learn(settings: AdminSettings, startedAt: number): void {
    if (startedAt < this.#readAt) return;
    this.#known = settings;
    this.#readAt = startedAt;
  }
}
