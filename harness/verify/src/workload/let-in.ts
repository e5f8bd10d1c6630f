import type { ConversationId } from '@rookery/protocol';
import { isPassing, patiently, refusalOf } from '@rookery/testkit/patiently';
import type { Device } from './device.ts';
import type { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { tryForbiddenOn } from './try-forbidden.ts';
import { acknowledged, stepDeadlineMs } from './until-done.ts';

/** Fewer than come. */
const uses = 2;

/**
 * More people than an invitation into a private room is for use it at the same time, each until there is an answer. Then whoever came too late tries it once more, and
 * another one that has been revoked. [INV-3, INV-4]
 */
export async function letIn(
  stage: Stage,
  recorder: Recorder,
  room: ConversationId,
  host: Device,
  ways: readonly Device[],
): Promise<void> {
  const make = async (count: { readonly uses?: number }): Promise<string> =>
    (await patiently(() => host.ask('invite:create', { room, ...count }), stepDeadlineMs)).invite.code;
  const code = await make({ uses });
  const comers = await Promise.all(ways.map((way) => stage.visitor(way)));
  try {
    const askedAt = recorder.now();
    const answers = await Promise.all(
      comers.map((comer) => answerTo(() => patiently(() => comer.ask('invite:accept', { code }), stepDeadlineMs))),
    );
    const accepted = comers.filter((_, index) => answers[index] === 'ok');
    for (const comer of accepted) comer.belongsTo(room);
    const refused = comers.filter((_, index) => (answers[index] ?? 'ok') !== 'ok');
    recorder.history.invitations.push({
      conversation: room,
      uses,
      askedAt,
      accepted: accepted.map(({ user }) => user.id),
      isSettled: accepted.length + refused.length === comers.length,
    });
    await Promise.all(accepted.map((comer) => isIn(recorder, comer, room)));
    const late = refused[0];
    if (!late) return;
    const what = { device: late.plan.name, conversation: room };
    const tooMany = { ...what, who: 'who came when an invitation was used up', rule: 'INV-4' };
    await tryForbiddenOn(recorder, { ...tooMany, request: 'invite:accept' }, () => late.ask('invite:accept', { code }));
    const other = await make({});
    if (!(await acknowledged(() => host.ask('invite:revoke', { code: other })))) return;
    const revoked = { ...what, who: 'who has an invitation that was revoked', rule: 'INV-3' };
    await tryForbiddenOn(recorder, { ...revoked, request: 'invite:accept' }, () =>
      late.ask('invite:accept', { code: other }),
    );
    await tryForbiddenOn(recorder, { ...revoked, request: 'history:fetch' }, () =>
      late.ask('history:fetch', { conversation: room }),
    );
    // A room has a hundred at most.
    await acknowledged(() => host.ask('invite:revoke', { code }));
  } finally {
    for (const comer of comers) comer.close();
  }
}

/** 'ok', or why it was refused for good; null where that is not known. */
const answerTo = (ask: () => Promise<unknown>): Promise<string | null> =>
  ask().then(
    () => 'ok',
    (error: unknown) => (isPassing(error) ? null : (refusalOf(error)?.code ?? String(error))),
  );

/** She has been let in, which was acknowledged. */
async function isIn({ now, history }: Recorder, comer: RawDevice, conversation: ConversationId): Promise<void> {
  const [since, how] = [now(), 'was let in by an invitation'];
  const named = { user: comer.user.id, username: comer.user.username };
  history.belongings.push({ ...named, conversation, isMember: true, how, rule: 'INV-4', since });
  const answer = await answerTo(() => patiently(() => comer.ask('history:fetch', { conversation }), stepDeadlineMs));
  if (answer === null || answer === 'ok') return;
  const what = `asked for the history of ${conversation}, into which an invitation had let her, which was acknowledged, and was answered "${answer}"`;
  history.shutOut.push({ ...named, rule: 'INV-4', askedAt: since, what });
}
