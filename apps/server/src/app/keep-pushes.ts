import { createHash } from 'node:crypto';
import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, UserId } from '@rookery/protocol';
import type { KeptThing } from '../ports/kept.ts';
import type { PushTarget } from '../ports/push-sender.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { watchAll } from './watch-pushes.ts';

/** A device that is pushed to, as long as its session lives. */
export type PushDevice = PushTarget & {
  readonly session: string;
  readonly device?: string | undefined;
  /** Since when, ms. */
  readonly at: number;
};

/** Two devices of hers at once: so often the later one looks again. */
const tries = 5;

export type KeptDevice = { readonly key: string; readonly thing: KeptThing };

/** Written by this server alone. */
export const deviceIn = ({ json }: KeptThing): PushDevice => JSON.parse(json) as PushDevice;

const keyOf = (endpoint: string): string => createHash('sha256').update(endpoint).digest('base64url').slice(0, 22);

/** Keeps where the caller's device is pushed to; with one too many the one that was added first is let go. [PUSH-2] */
export async function addPush(
  ports: Pick<Ports, 'kept' | 'pushSender' | 'clock' | 'pushes' | 'users'>,
  { user, session }: Actor,
  { endpoint, keys, device }: RequestOf<'push:add'>,
): Promise<AnswerOf<'push:add'>> {
  const { kept, pushSender, clock } = ports;
  if (!pushSender) throw new ChatError('bad_request', { message: 'This server pushes to nobody.' });
  if (session.kind === 'classic')
    throw new ChatError('forbidden', {
      message: 'Whoever is to be pushed to needs a session that outlives its connection.',
    });
  if (!(await pushSender.accepts({ endpoint, keys })))
    throw new ChatError('bad_request', {
      field: 'endpoint',
      message: 'This server may push to public addresses only, over HTTPS, or the key is none.',
    });
  const key = keyOf(endpoint);
  const known = await kept.list(user.id, 'push');
  const wanted = { endpoint, keys, session: session.id, device };
  const before = known.find((thing) => thing.key === key);
  if (!before || !isSame(deviceIn(before), wanted)) {
    const json = JSON.stringify({ ...wanted, at: clock.now() } satisfies PushDevice);
    await keepOne(kept, user.id, key, json);
  }
  await watchAll(ports, user.id);
  // The same device has another address now.
  for (const thing of known) {
    const other = deviceIn(thing);
    if (thing.key !== key && other.session === session.id && other.device === device)
      await kept.drop(user.id, 'push', thing.key, {});
  }
  return {};
}

const isSame = (one: PushDevice, other: Omit<PushDevice, 'at'>): boolean =>
  one.session === other.session &&
  one.device === other.device &&
  one.keys.auth === other.keys.auth &&
  one.keys.p256dh === other.keys.p256dh;

async function keepOne(kept: Ports['kept'], user: UserId, key: string, json: string): Promise<void> {
  for (let left = tries; left > 0; left -= 1) {
    const outcome = await kept.put(user, { kind: 'push', key, json, dueAt: null }, { most: limits.pushSubscriptions });
    if (outcome.status !== 'too-many') return;
    const oldest = (await kept.list(user, 'push')).at(-1);
    if (oldest) await kept.drop(user, 'push', oldest.key, { expected: oldest.rev });
  }
  throw new ChatError('unavailable');
}

export async function removePush(
  { kept }: Pick<Ports, 'kept'>,
  { user }: Actor,
  { endpoint }: RequestOf<'push:remove'>,
): Promise<AnswerOf<'push:remove'>> {
  await kept.drop(user.id, 'push', keyOf(endpoint), {});
  return {};
}

/** Those whose sessions live; the others are forgotten. */
export async function livingDevices(
  { kept, sessions, clock }: Pick<Ports, 'kept' | 'sessions' | 'clock'>,
  user: UserId,
): Promise<readonly KeptDevice[]> {
  const things = await kept.list(user, 'push');
  if (things.length === 0) return [];
  const living = new Set((await sessions.list(user, clock.now())).map(({ id }) => id));
  const devices: KeptDevice[] = [];
  for (const thing of things)
    if (living.has(deviceIn(thing).session)) devices.push({ key: thing.key, thing });
    else await kept.drop(user, 'push', thing.key, { expected: thing.rev });
  return devices;
}
