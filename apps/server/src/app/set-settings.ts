import type { AnswerOf, RequestOf, AdminSettings } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import type { SettingsChange } from '../ports/settings-store.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuseEarlyRetention } from './keep-holds.ts';
import { requireAdmin } from './server-standing.ts';

/** `admin:settings`: holds on this node at once, on every other one within 2 s. [SET-1] */
export async function setSettings(
  ports: Pick<Ports, 'people' | 'keptSettings' | 'audit' | 'clock' | 'level'>,
  actor: Actor,
  request: RequestOf<'admin:settings'>,
): Promise<AnswerOf<'admin:settings'>> {
  await requireAdmin(ports, actor);
  if (typeof request.retentionDays === 'number' || typeof request.retentionMessages === 'number')
    refuseEarlyRetention(ports.level);
  return { settings: await changeSettings(ports, actor.user.id, request) };
}

/** By an admin, or (null) from the shell. The record comes first: a change that nobody can find out about is worse than a record of one that failed. */
export async function changeSettings(
  {
    keptSettings,
    audit,
    clock,
  }: Pick<Ports, 'audit' | 'clock'> & {
    readonly keptSettings: Pick<Ports['keptSettings'], 'change'>;
  },
  by: Actor['user']['id'] | null,
  request: RequestOf<'admin:settings'>,
): Promise<AdminSettings> {
  const kept = await keptSettings.change({});
  const names = (Object.keys(kept.after) as (keyof AdminSettings)[]).filter(
    (name) => request[name] !== undefined && request[name] !== kept.after[name],
  );
  if (names.length === 0) return kept.after;
  const only = (from: SettingsChange) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  const [before, after] = [only(kept.after), only(request)];
  await audit.record({ id: newWord(), at: clock.now(), by, act: 'admin:settings', before, after });
  return (await keptSettings.change(after)).after;
}
