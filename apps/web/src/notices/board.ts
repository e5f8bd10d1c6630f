import { basePath, withinBase } from '../lib/base-path.ts';
import { worker } from './worker.ts';

/** What is told on the screen outside of the page. */
export type Told = {
  readonly conversation: string;
  readonly seq: number;
  readonly title: string;
  readonly body: string;
  /** Where a click leads, within the app. */
  readonly path: string;
};

/** Those of this page, where no worker shows them. */
const own = new Map<string, Notification>();

/** One a conversation: the next takes its place. As the server calls what it pushes. */
const tagOf = (conversation: string): string => conversation;

export const showTold = async (
  { conversation, seq, title, body, path }: Told,
  onOpen: (path: string) => void,
): Promise<void> => {
  const options = {
    body,
    tag: tagOf(conversation),
    icon: `${basePath}/favicon.svg`,
    data: { conversation, seq, navigate: basePath + path },
    // A sound of the system's would come whatever the reader has chosen here.
    silent: true,
  };
  const registration = await worker();
  if (registration?.active) return registration.showNotification(title, options);
  const notification = new Notification(title, options);
  own.get(conversation)?.close();
  own.set(conversation, notification);
  notification.addEventListener('click', () => {
    notification.close();
    window.focus();
    onOpen(path);
  });
  notification.addEventListener('close', () => {
    if (own.get(conversation) === notification) own.delete(conversation);
  });
};

const shownByWorker = async (): Promise<readonly Notification[]> => (await (await worker())?.getNotifications()) ?? [];

/** What is on the screen of what an earlier page, another tab or the worker has told. */
export const toldBefore = async (): Promise<readonly Pick<Told, 'conversation' | 'seq'>[]> =>
  (await shownByWorker()).flatMap(({ data }) => {
    const { conversation, seq } = (data ?? {}) as Partial<Told>;
    return typeof conversation === 'string' && typeof seq === 'number' ? [{ conversation, seq }] : [];
  });

export const takeBack = async (conversation: string): Promise<void> => {
  own.get(conversation)?.close();
  for (const notification of await shownByWorker())
    if ((notification.data as Partial<Told> | null)?.conversation === conversation) notification.close();
};

/** Those of this page go with it: nobody could answer a click. */
export const closeOwn = (): void => {
  for (const notification of own.values()) notification.close();
};

/** Hears of clicks on what the worker shows, and of what it has shown. Returns what ends it. */
export const onOpened = (open: (path: string) => void, shown: () => void): (() => void) => {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const hear = ({ data, ports }: MessageEvent): void => {
    const { kind, path } = (data ?? {}) as { kind?: unknown; path?: unknown };
    const within = kind === 'navigate' && typeof path === 'string' ? withinBase(path) : undefined;
    if (within !== undefined) {
      open(within);
      ports[0]?.postMessage('opened');
    }
    if (kind === 'shown') shown();
  };
  serviceWorker?.addEventListener('message', hear);
  serviceWorker?.startMessages();
  return () => serviceWorker?.removeEventListener('message', hear);
};
