import type { User } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Ports } from './ports.ts';

/**
 * From the shell, for somebody who has lost her app and her recovery codes: her password alone lets her in again. It is recorded before it is done, so that
 * it is never done without a record. Throws `StartupError` where there is nothing to do. [FAC-10]
 */
export async function endFactor(
  { people, secondFactor, audit, clock }: Pick<Ports, 'people' | 'secondFactor' | 'audit' | 'clock'>,
  name: string,
): Promise<User> {
  const holder = await people.holderOf(name);
  const [user] = holder ? await people.users([holder]) : [];
  if (!user) throw new StartupError('Nobody has this username.');
  if ((await secondFactor.of(user.id)).secret === null) throw new StartupError('This account asks for no codes.');
  await audit.record({ id: newWord(), at: clock.now(), by: null, act: 'shell:codes-off', user: user.id });
  await secondFactor.end(user.id);
  return user;
}
