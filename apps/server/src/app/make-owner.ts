import type { User } from '@rookery/protocol';
import { StartupError } from '../domain/startup-error.ts';
import type { Ports } from './ports.ts';

/** From the shell: also where there is an owner already, who stays one. Throws `StartupError` where nobody with an account has the name. [ACC-10] */
export async function makeOwner({ people, accounts }: Pick<Ports, 'people' | 'accounts'>, name: string): Promise<User> {
  const holder = await people.holderOf(name);
  if (!holder) throw new StartupError('Nobody has this username: let them register first.');
  const user = await accounts.setRole(holder, 'owner', { act: 'shell:owner', by: null });
  if (!user || user === 'last-owner') throw new StartupError('This is a guest’s username: let them register first.');
  await accounts.claimFounding(holder);
  return user;
}
