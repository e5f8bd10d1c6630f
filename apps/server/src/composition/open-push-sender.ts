import { outsideNames } from '../adapters/outside/outside-names.ts';
import type { PushKeys } from '../adapters/outside/push-keys.ts';
import type { Config } from '../config/env.ts';
import type { PushSender } from '../ports/push-sender.ts';
import type { Once } from '../ports/once.ts';

/** Nobody lives to see it: the keys stay for as long as the store does. */
const forever = Date.UTC(2999, 0);

/**
 * Null where this server pushes to nobody. Its keys are made when they are asked for first, by whichever node that is, and kept with everything else: whoever loses
 * them loses all subscriptions. [PUSH-1]
 */
export async function openPushSender(
  config: Pick<Config, 'webPush' | 'outboundAllow' | 'publicUrl'>,
  once: Once,
): Promise<PushSender | null> {
  if (!config.webPush) return null;
  const { newPushKeys } = await import('../adapters/outside/push-keys.ts');
  const { WebPushSender } = await import('../adapters/outside/web-push-sender.ts');
  const made = JSON.stringify(newPushKeys());
  const keys = JSON.parse(await once.put('push:keys', { value: made, until: forever }, Date.now())) as PushKeys;
  const isSecret = config.publicUrl?.startsWith('https://') ?? false;
  const subject = isSecret ? String(config.publicUrl) : 'mailto:nobody@rookery.invalid';
  return new WebPushSender({ keys, subject, ...outsideNames(config.outboundAllow) });
}
