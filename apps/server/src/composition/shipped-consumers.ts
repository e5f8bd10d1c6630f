import { isUserId } from '@rookery/protocol';
import type { Store } from '../ports/store.ts';
import type { Consumer } from '../tasks/consumer.ts';

/** What a node's consumers are made of: those that ship, or, in `npm run verify`, one that copies what it is told. */
export type MakeConsumers = (store: Store) => readonly Consumer[];

export const shippedConsumers: MakeConsumers = ({ audit, accounts }) => [
  // Records of acts of power that a node left behind when it died, or could not bring over at once. [AUD-3]
  { name: 'audit', settle: ({ subject }) => audit.settle(subject) },
  // Conversations that have not been told yet who is deactivated, or are to be left since an account was closed. [ACC-16] [FAC-9]
  {
    name: 'standing',
    settle: async ({ subject }) => {
      if (isUserId(subject)) await accounts.settleStanding(subject);
    },
  },
];
