import type { Opened, Opening, OpeningState } from '../../ports/opening.ts';
import { nodesKey, openingKey } from './keys.ts';
import { pairs, readKeys } from './records/read-keys.ts';
import { list, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

type Act = 'fill' | 'open' | 'give-up' | 'close' | 'stay' | 'leave';

/** `shards` belongs to whoever gives it, but for `close`. */
export function redisOpening(shards: Shards): Opening {
  const move = async (act: Act, id: string, left: string): Promise<Opened | null> => {
    const { reply } = await shards.commit({ script: script('opening'), keys: [openingKey], args: [act, id, left] });
    return toOpened(reply);
  };
  const is = async (act: Act, id: string, state: OpeningState, left = ''): Promise<boolean> => {
    const now = await move(act, id, left);
    return now?.state === state && now.id === id;
  };
  return {
    read: async () =>
      toOpened(await shards.run({ script: script('read-hash'), keys: [openingKey], args: ['state', 'id'] })),
    fill: (id, left) => is('fill', id, 'filling', left ?? ''),
    open: (id) => is('open', id, 'opened'),
    giveUp: (id) => is('give-up', id, 'given-up'),
    closeFor: (id) => is('close', id, 'closed'),
    stay: (id) => is('stay', id, 'opened'),
    leave: (id) => is('leave', id, 'left'),
    living: async () => {
      const [leases] = await readKeys(shards, [[nodesKey, 'z']]);
      return pairs(leases).flatMap(([node, ends]) => (Number(ends) > Date.now() ? [node] : []));
    },
    close: async () => shards.close(),
  };
}

function toOpened(reply: Reply): Opened | null {
  const [state = '', id = ''] = list(reply).map(text);
  // The script that writes it writes no other state.
  return state === '' ? null : { state: state as OpeningState, id };
}
