import { notePushes } from '../app/note-pushes.ts';
import { MessagePusher } from '../app/push-message.ts';
import type { Ports } from '../app/ports.ts';
import type { Config } from '../config/env.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Consumer } from '../tasks/consumer.ts';

/** Who has read a message on some device by then is not pushed to. [PUSH-5] */
const ripeMs = 10_000;

/** What pushes to devices; nothing where this server does not. */
export function pushConsumers(
  ports: Ports,
  { publicUrl, basePath }: Pick<Config, 'publicUrl' | 'basePath'>,
  metrics: Metrics,
  log: Log,
): readonly Consumer[] {
  const { pushSender: sender } = ports;
  if (!sender) return [];
  const pusher = new MessagePusher(ports, {
    sender,
    address: (publicUrl ?? '') + basePath,
    told: (outcome, { conversation, seq }, why) => {
      metrics.pushes.inc({ outcome });
      if (outcome === 'sent') ports.traces.pushed(conversation, seq);
      if (why !== undefined) log.info({ event: 'push.failed', outcome, why });
    },
  });
  return [
    {
      name: 'push',
      lane: 'pushing',
      ripeMs,
      take: (news) => notePushes(ports, news),
      act: (work, context) => pusher.push(work, context),
    },
  ];
}
