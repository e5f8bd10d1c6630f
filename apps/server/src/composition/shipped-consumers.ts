import { isUserId } from '@rookery/protocol';
import { settleFiles } from '../app/settle-files.ts';
import type { OwedTask } from '../domain/task.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Store } from '../ports/store.ts';
import type { Consumer, TaskContext } from '../tasks/consumer.ts';

/** What a node's consumers are made of: those that ship, or, in `npm run verify`, one that copies what it is told. */
export type MakeConsumers = (store: Store, blobs: Blobs) => readonly Consumer[];

export const shippedConsumers: MakeConsumers = ({ audit, accounts, files, history }, blobs) => [
  // Records of acts of power that a node left behind when it died, or could not bring over at once. [AUD-3]
  { name: 'audit', settle: ({ subject }) => audit.settle(subject) },
  // Uploads whose time is over, and bytes that no message holds any more. [FILE-5]
  { name: 'files', settle: ({ subject }, { signal }) => settleFiles({ files, blobs }, subject, signal) },
  // Blocks of sealed messages of which some have changed, and bytes that nothing names any more. [COLD-8]
  ...(history
    ? [
        {
          name: 'history' as const,
          settle: async ({ subject }: OwedTask, { signal }: TaskContext) => {
            if (!isUserId(subject)) await history.settle(subject, signal);
          },
        },
      ]
    : []),
  // Conversations that have not been told yet who is deactivated, or are to be left since an account was closed. [ACC-16] [FAC-9]
  {
    name: 'standing',
    settle: async ({ subject }) => {
      if (isUserId(subject)) await accounts.settleStanding(subject);
    },
  },
];
