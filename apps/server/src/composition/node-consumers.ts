import { isUserId } from '@rookery/protocol';
import type { Ports } from '../app/ports.ts';
import { settleKept } from '../app/settle-kept.ts';
import type { Consumer } from '../tasks/consumer.ts';

/** Consumers that act as people do, and so need all that use cases work with. */
export const nodeConsumers = (ports: Ports): readonly Consumer[] => [
  // Reminders, and messages that are to be sent later. [KEEP-4] [KEEP-5]
  { name: 'kept', settle: ({ subject }, { signal }) => settleKept(ports, subject, signal) },
  // Polls whose time is over. [KEEP-7]
  {
    name: 'polls',
    settle: async ({ subject }) => {
      if (!isUserId(subject)) await ports.log.closePolls(subject);
    },
  },
];
