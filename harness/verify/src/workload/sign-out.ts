import type { ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { Device } from './device.ts';
import { areEnded, says } from './ended-sessions.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { acknowledged, stepDeadlineMs, untilDone } from './until-done.ts';

type Listed = { readonly sessions: readonly { readonly id: string; readonly current: boolean }[] };

/**
 * Somebody with an account ends the session of one of her devices from the other, which goes on; then an admin ends all of hers, by the same act of the store as a
 * provider's back channel and a directory's sync do. [ACC-7]
 */
export async function signOut(
  stage: Stage,
  recorder: Recorder,
  room: ConversationId,
  ways: readonly [Device, Device],
): Promise<void> {
  const { owner } = stage;
  if (!owner) return;
  const she = await stage.account();
  const [one, other] = [await she.signIn(ways[0]), await she.signIn(ways[1])];
  try {
    await untilDone(() => one.ask('room:join', { room }));
    if (!(await says(other, room, recorder, 'is here'))) return;
    const { sessions } = await patiently(
      () => she.ask<Listed>(other, { path: 'sessions', method: 'GET' }),
      stepDeadlineMs,
    );
    const ending = sessions.find(({ current }) => current);
    if (!ending) return;
    if (!(await acknowledged(() => she.ask(one, { path: `sessions/${ending.id}`, method: 'DELETE' })))) return;
    const byHerself = { how: 'had been signed out from another device of hers', rule: 'ACC-7' };
    await areEnded(recorder, she, [other], room, byHerself, 'soon');
    if (!(await says(one, room, recorder, 'goes on'))) return;
    const { id: user } = one.user;
    if (!(await acknowledged(() => owner.ask('admin:person', { user, endSessions: true })))) return;
    await areEnded(recorder, she, [one], room, { how: 'had been signed out by an admin', rule: 'ACC-7' }, 'soon');
  } finally {
    one.close();
    other.close();
  }
}
