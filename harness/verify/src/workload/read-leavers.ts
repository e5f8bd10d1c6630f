import type { UserId } from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import { askOverHttp } from './ask-over-http.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import { holderOf } from './holder-of.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** A node is at most a minute behind. */
const namesDeadlineMs = 70_000;

/** What is left in the end of those who signed out, were signed out, or deleted their accounts. */
export async function readLeavers(stage: Stage, recorder: Recorder, url: string): Promise<void> {
  await readVisitors(stage, recorder, url);
  await readEnded(recorder, url);
  await readClosed(stage, recorder);
}

/** How those are found who said something and signed out. A few passes of the sweep have gone by. */
async function readVisitors(stage: Stage, { history }: Recorder, url: string): Promise<void> {
  const [device] = stage.devicesOf(0);
  if (!device || history.visits.length === 0) return;
  const { users } = await patiently(() => device.ask('people:look', { users: history.visits.map(({ user }) => user) }));
  for (const { user, username, token } of history.visits)
    history.final.visitors.push({
      user,
      username,
      foundAs: users.find(({ id }) => id === user)?.username ?? 'nobody',
      claim: await stage.claim(username),
      session: await holderOf(token, url),
    });
}

/** Waits until nobody's node shows the name of whoever has deleted her account, and notes what is shown. */
async function readClosed(stage: Stage, { history }: Recorder): Promise<void> {
  const users = history.closed.map(({ user }) => user);
  if (users.length === 0) return;
  const shown = new Map<UserId, { readonly foundAs: string; readonly shownAs: string }>();
  const isForgotten = async (device: Device): Promise<boolean> => {
    const found = new Map(
      (await patiently(() => device.ask('people:look', { users }))).users.map((one) => [one.id, one]),
    );
    return history.closed.every(({ user, username }) => {
      const one = found.get(user);
      shown.set(user, { foundAs: one?.username ?? 'nobody', shownAs: one?.displayName ?? 'nobody' });
      return one?.username === user && one.displayName !== username;
    });
  };
  await comesTrue(async () => {
    for (const device of stage.devices.values()) if (!(await isForgotten(device))) return false;
    return true;
  }, namesDeadlineMs);
  for (const { user, username } of history.closed)
    history.final.closed.push({
      user,
      username,
      ...(shown.get(user) ?? { foundAs: 'nobody', shownAs: 'nobody' }),
      claim: await stage.claim(username),
    });
}

/** The tokens of sessions that have ended are tried, each until it has an answer. */
async function readEnded({ history }: Recorder, url: string): Promise<void> {
  for (const each of history.ended) {
    const isGood = await patiently(() => askOverHttp(url, { path: 'call/settings:get' }, each.token)).then(
      () => true,
      (error: unknown) => {
        if (isPassing(error)) throw error;
        return false;
      },
    );
    if (isGood) history.final.revived.push(each);
  }
}
