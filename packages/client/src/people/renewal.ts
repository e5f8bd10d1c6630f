import { limits } from '@rookery/protocol';
import type { AnswerOf, UserId } from '@rookery/protocol';
import type { Clock } from '../clock.ts';
import { Pause, pauseMs } from '../pause.ts';

type RenewalPorts = {
  readonly clock: Clock;
  random(): number;
  isOnline(): boolean;
  /** What it answers is learned by the book. */
  look(users: readonly UserId[]): Promise<AnswerOf<'people:look'>>;
};

/**
 * While a connection was away nobody said who changed, and nothing that is read afterwards tells of those who did not write meanwhile. So on
 * each new connection those who are shown are looked up again.
 */
export class Renewal {
  readonly #ports: RenewalPorts;
  readonly #pause: Pause;
  /** Counts the runs: each goes on only while it is the latest. */
  #runs = 0;

  constructor(ports: RenewalPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.clock);
  }

  /** Replaces one that is under way. */
  resume(users: Iterable<UserId>): void {
    this.stop();
    void this.#lookUp([...users]);
  }

  stop(): void {
    this.#runs += 1;
    this.#pause.end();
  }

  async #lookUp(users: readonly UserId[]): Promise<void> {
    const run = this.#runs;
    let failures = 0;
    for (let at = 0; at < users.length && run === this.#runs && this.#ports.isOnline();) {
      try {
        await this.#ports.look(users.slice(at, at + limits.lookUsers));
        at += limits.lookUsers;
        failures = 0;
      } catch (error) {
        failures += 1;
        // The next connection begins anew.
        if (this.#ports.isOnline()) await this.#pause.wait(pauseMs(failures, error, () => this.#ports.random()));
      }
    }
  }
}
