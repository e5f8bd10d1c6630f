import { randomBytes } from 'node:crypto';
import { ChatError } from '@rookery/protocol';
import type { TotpSecret, TotpState } from '@rookery/protocol';
import { base32 } from '../domain/base32.ts';
import { stepOfCode } from '../domain/totp.ts';
import type { Actor } from './actor.ts';
import { recoveryHash } from './pass-second-factor.ts';
import type { Ports } from './ports.ts';
import { showWho } from './show-who.ts';
import type { Showing } from './show-who.ts';
import type { Origin } from './sign-in-origin.ts';

type Managing = Showing & Pick<Ports, 'secondFactor'>;
type Asked = { readonly current?: string | undefined };

/** As many as RFC 4226 wants. */
const secretBytes = 20;
const recoveryCount = 10;
const recoveryBytes = 10;

export async function secondFactorOf({ secondFactor }: Managing, { user }: Actor): Promise<TotpState> {
  const { secret, recoveryLeft } = await secondFactor.of(user.id);
  return { enabled: secret !== null, recoveryLeft };
}

/** A secret for the person's app. It counts once a code of it was shown: until then nothing changes. [FAC-1] */
export async function beginSecondFactor(
  ports: Managing & Pick<Ports, 'keptSettings'>,
  actor: Actor,
  { current }: Asked,
  origin: Origin,
): Promise<TotpSecret> {
  await showWho(ports, actor, current, origin);
  const bytes = randomBytes(secretBytes);
  if (!(await ports.secondFactor.begin(actor.user.id, bytes.toString('hex')))) throw new ChatError('unauthorized');
  const secret = base32(bytes).toUpperCase();
  // What the app shows beside the code: the server's name, in which a colon would end it.
  const issuer = ports.keptSettings.known.name.replaceAll(':', ' ');
  const label = encodeURIComponent(`${issuer}:${actor.user.username}`);
  return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}` };
}

/** The second factor counts from now on. Answers the recovery codes, which nobody can see again. [FAC-1, FAC-3] */
export async function confirmSecondFactor(
  { secondFactor, clock }: Managing,
  { user }: Actor,
  { code }: { readonly code: string },
): Promise<{ readonly recovery: readonly string[] }> {
  const { pending } = await secondFactor.of(user.id);
  if (pending === null) throw noneBegun();
  const step = stepOfCode(pending, code, clock.now());
  if (step === null)
    throw new ChatError('bad_request', {
      field: 'code',
      message: 'This is not what the app shows now. If it is, set the clock of the phone.',
    });
  const codes = newRecoveryCodes();
  const hashes = codes.map((one) => recoveryHash(user.id, one));
  if (!(await secondFactor.confirm(user.id, pending, step, hashes))) throw noneBegun();
  return { recovery: codes.map(readable) };
}

/** Other recovery codes: those that there were are worth nothing. [FAC-3] */
export async function renewRecovery(
  ports: Managing,
  actor: Actor,
  { current }: Asked,
  origin: Origin,
): Promise<{ readonly recovery: readonly string[] }> {
  await showWho(ports, actor, current, origin);
  const codes = newRecoveryCodes();
  const hashes = codes.map((one) => recoveryHash(actor.user.id, one));
  if (!(await ports.secondFactor.setRecovery(actor.user.id, hashes)))
    throw new ChatError('conflict', { message: 'There is no second factor: set one up first.' });
  return { recovery: codes.map(readable) };
}

export async function endSecondFactor(
  ports: Managing,
  actor: Actor,
  { current }: Asked,
  origin: Origin,
): Promise<void> {
  await showWho(ports, actor, current, origin);
  await ports.secondFactor.end(actor.user.id);
}

const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: recoveryCount }, () => base32(randomBytes(recoveryBytes)));
const readable = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');

const noneBegun = (): ChatError =>
  new ChatError('conflict', {
    field: 'code',
    message: 'Begin again: another secret was asked for meanwhile, or none.',
  });
