import type { Client } from '@rookery/client';
import { changeNoticeChoices, noticeChoices } from '../store/notice-choices.ts';
import { permission } from './permission.ts';
import { worker } from './worker.ts';

const manager = async (): Promise<PushManager | undefined> =>
  // Left out by some browsers that have workers.
  ((await worker()) as { pushManager?: PushManager } | undefined)?.pushManager;

/** Whether this browser could be pushed to at all. */
export const canPush = async (): Promise<boolean> => (await manager()) !== undefined;

const toBase64Url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const isOf = (subscription: PushSubscription, key: string): boolean => {
  const { applicationServerKey } = subscription.options;
  return applicationServerKey !== null && toBase64Url(applicationServerKey) === key.replace(/=+$/, '');
};

/** Tells the server where this browser is pushed to, as the browser says it now. */
const subscribe = async (client: Client, key: string): Promise<void> => {
  const pushes = await manager();
  if (!pushes) return;
  const before = await pushes.getSubscription();
  // Of a server that lost its key: nothing that it sends now would be taken.
  if (before && !isOf(before, key)) await before.unsubscribe();
  const subscription =
    before && isOf(before, key) ? before : await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  await client.request('push:add', { endpoint, keys });
};

/** Rejects where the browser or the server refuses. */
export const turnPushOn = async (client: Client): Promise<void> => {
  const key = client.pushKey.get();
  if (key === undefined) return;
  await subscribe(client, key);
  changeNoticeChoices({ isPushed: true });
};

export const turnPushOff = async (client: Client): Promise<void> => {
  changeNoticeChoices({ isPushed: false });
  const subscription = await (await manager())?.getSubscription();
  if (!subscription) return;
  await subscription.unsubscribe();
  // The server finds out by itself where it cannot be told.
  await client.request('push:remove', { endpoint: subscription.endpoint }).catch(() => undefined);
};

/**
 * Browsers change where they are pushed to and hardly ever say so: the server is told with each connection. Who signs out is pushed to no longer. Returns what ends it.
 */
export const keepPushed = (client: Client): (() => void) => {
  const follow = (): void => {
    const key = client.pushKey.get();
    if (!noticeChoices.get().isPushed || permission.get() !== 'granted') return;
    if (client.session.get().state === 'none') void turnPushOff(client).catch(() => undefined);
    else if (client.connection.get().state === 'online' && key !== undefined)
      // With the next connection it is tried again.
      subscribe(client, key).catch(() => undefined);
  };
  const stops = [client.connection.subscribe(follow), client.session.subscribe(follow)];
  follow();
  return () => {
    for (const stop of stops) stop();
  };
};
