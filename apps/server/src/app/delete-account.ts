import { ChatError } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { showWho } from './show-who.ts';
import type { Showing } from './show-who.ts';
import type { Origin } from './sign-in-origin.ts';

type Deleting = Showing & Pick<Ports, 'accounts' | 'profiles' | 'files'>;

/** How somebody is called whose account is deleted: in English, since it is kept. The web app has words of its own. */
const nobodysName = 'Deleted account';

/**
 * Her messages stay, without a name; rooms that she owned pass on; direct conversations stay with the other. Done when it resolves, but for her rooms, which
 * a task leaves where this node cannot. [FAC-9]
 */
export async function deleteAccount(
  ports: Deleting,
  actor: Actor,
  { current }: { readonly current?: string | undefined },
  origin: Origin,
): Promise<void> {
  await showWho(ports, actor, current, origin);
  const closed = await ports.accounts.close(actor.user.id, nobodysName);
  if (closed === 'last-owner')
    throw new ChatError('conflict', {
      message: 'You are the only owner of this server: make somebody else one first.',
    });
  if (!closed) throw new ChatError('unauthorized');
  ports.profiles.learn(closed);
  // Where this fails they go when their day is over.
  await ports.files.forsake(actor.user.id).catch(() => undefined);
}
