import type { ConversationId, UserId } from '@rookery/protocol';
import type { Clock } from '../clock.ts';
import type { LogCopy } from './copy-storage.ts';
import type { DeviceCopy } from './device-copy.ts';

/** While the server is there, what an earlier run has kept is not waited for any longer. */
const deadlineMs = 1_000;

export type OpenedCopyOptions = {
  readonly clock: Clock;
  /** The copy, which is loaded beside everything else; without one where it cannot be had. */
  readonly copy: Promise<DeviceCopy>;
  /** Who was here in the earlier run; null: nobody, and what is there is somebody else's. */
  readonly user: UserId | null;
  /** The server may be there in a moment. */
  isConnecting(): boolean;
};

/** The copy on the device while it is opened, taken up and used: nothing waits for it longer than it is worth. */
export class OpenedCopy {
  readonly #clock: Clock;
  readonly #isConnecting: () => boolean;
  readonly #copy: Promise<DeviceCopy | undefined>;
  /** What an earlier run has kept is shown, or there is nothing of it. */
  readonly #shown: Promise<void>;
  #isLate = false;
  /** What was missed between the earlier run and this one is no news. */
  #isCatchingUp = false;

  constructor({ clock, copy, user, isConnecting }: OpenedCopyOptions) {
    this.#clock = clock;
    this.#isConnecting = isConnecting;
    this.#copy = copy.catch(() => undefined);
    this.#shown = user === null ? this.erase() : this.#takeUp(user);
  }

  get isCatchingUp(): boolean {
    return this.#isCatchingUp;
  }

  caughtUp(): void {
    this.#isCatchingUp = false;
  }

  /** Resolves when what was kept is shown. `first`: what will be asked for then. */
  async untilShown(first?: ConversationId): Promise<void> {
    if (first !== undefined) void this.#copy.then((copy) => copy?.readAhead(first));
    await this.#inTime(() => this.#shown);
  }

  /** Likewise. Whatever comes of it after that is too late. */
  async end(): Promise<void> {
    await this.untilShown();
    this.#isLate = true;
  }

  async logOf(conversation: ConversationId): Promise<LogCopy | null> {
    const read = async (): Promise<LogCopy | null | undefined> => {
      await this.#shown;
      return (await this.#copy)?.logOf(conversation);
    };
    return (await this.#inTime(read)) ?? null;
  }

  forget(conversation: ConversationId): void {
    void this.#copy.then((copy) => copy?.forget(conversation));
  }

  async erase(): Promise<void> {
    this.#isCatchingUp = false;
    await (await this.#copy)?.erase();
  }

  close(): void {
    void this.#copy.then((copy) => copy?.close());
  }

  async #takeUp(user: UserId): Promise<void> {
    this.#isCatchingUp = (await (await this.#copy)?.takeUp(user, () => this.#isLate)) === true;
  }

  /** Undefined where that takes too long: a browser may never answer. Without a server there is nothing else to wait for. */
  #inTime<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve) => {
      let cancel = (): void => undefined;
      const wait = (): void => {
        cancel = this.#clock.after(deadlineMs, () => {
          if (this.#isConnecting()) wait();
          else resolve(undefined);
        });
      };
      wait();
      void ask()
        .then(resolve, () => resolve(undefined))
        .finally(() => cancel());
    });
  }
}
