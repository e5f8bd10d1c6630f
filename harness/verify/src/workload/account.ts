import type { User } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import { askOverHttp } from './ask-over-http.ts';
import type { Device } from './device.ts';
import { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import { stepDeadlineMs, untilDone } from './until-done.ts';

type SignedIn = { readonly user: User; readonly session: { readonly token: string } };

const password = 'correct horse battery';

/** Whoever has the token that a server prints until it has an owner becomes that. */
export const foundServer = (url: string, token: string, username: string): Promise<SignedIn> =>
  patiently(() => askOverHttp(url, { path: 'setup', body: { token, username, password } }));

/** Somebody in no plan who has an account, and signs in on one device after the other. */
export class Account {
  readonly username: string;
  readonly #urlOf: (front: number) => string;
  readonly #recorder: Recorder;
  /** The session that came with the account, for the first device; null where that answer was lost. */
  #first: SignedIn | null;
  #devices = 0;

  private constructor(username: string, urlOf: (front: number) => string, recorder: Recorder, first: SignedIn | null) {
    this.#first = first;
    this.username = username;
    this.#urlOf = urlOf;
    this.#recorder = recorder;
  }

  static async register(username: string, urlOf: (front: number) => string, recorder: Recorder): Promise<Account> {
    const answers: SignedIn[] = [];
    const body = { username, password };
    await untilDone(async () => answers.push(await askOverHttp<SignedIn>(urlOf(0), { path: 'accounts', body })));
    return new Account(username, urlOf, recorder, answers[0] ?? null);
  }

  /** One attempt, over the front of a device. Throws `ClientError`. */
  begin({ plan: { front } }: Device): Promise<SignedIn> {
    const { username } = this;
    return askOverHttp(this.#urlOf(front), { path: 'sessions', body: { username, password } });
  }

  /** A device with a session of its own. */
  async signIn(beside: Device): Promise<RawDevice> {
    const { user, session } = this.#first ?? (await patiently(() => this.begin(beside), stepDeadlineMs));
    this.#first = null;
    const { transport, front } = beside.plan;
    this.#devices += 1;
    const name = `${this.username.split('.')[0]}${'abcdefgh'[this.#devices - 1] ?? ''}`;
    const device = { name, person: -1, kind: 'raw', transport, front } as const;
    return RawDevice.join(device, this.#urlOf(front), this.#recorder, { user, token: session.token });
  }

  /** One attempt of a device's own, over HTTP. Throws `ClientError`. */
  ask<Answer>({ plan: { front }, token }: RawDevice, asked: Parameters<typeof askOverHttp>[1]): Promise<Answer> {
    return askOverHttp(this.#urlOf(front), asked, token);
  }

  /** Shows who she is, and is nobody any more. */
  close(device: RawDevice): Promise<unknown> {
    return this.ask(device, { path: 'account', method: 'DELETE', body: { current: password } });
  }
}
