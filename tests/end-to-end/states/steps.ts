import type { ConversationId } from '@rookery/protocol';
import type { State } from './scene.ts';
import type { Stage } from './stage.ts';

type Path = (stage: Stage) => string;

export const releases: Path = ({ world }) => `/r/${world.rooms['发布公告']}`;
export const odd: Path = ({ world }) => `/r/${world.rooms['odd']}`;
export const many: Path = ({ world }) => `/r/${world.rooms['百人群']}`;
/** Where pictures, files and a voice were sent. */
export const design: Path = ({ world }) => `/r/${world.rooms['产品设计']}`;
export const random: Path = ({ world }) => `/r/${world.rooms['random']}`;
export const group: Path = ({ world }) => `/g/${world.group}`;

export const conversation = ({ world }: Stage, name: string): ConversationId => world.rooms[name] as ConversationId;

/** The app is there, the network is gone. */
export const withoutNetwork =
  (path: Path, ...ids: readonly string[]) =>
  async (stage: Stage): Promise<void> => {
    stage.unplug();
    await stage.open(path(stage));
    await stage.says(...ids);
  };

/** The network goes while the app is open, and then somebody goes there. */
export const afterUnplugging =
  (path: Path, ...ids: readonly string[]) =>
  async (stage: Stage): Promise<void> => {
    await stage.open('/');
    await stage.online();
    stage.unplug();
    await stage.says('connection.lost');
    await stage.go(path(stage));
    await stage.says(...ids);
  };

/** What was asked for does not come. */
export const withoutAnswer =
  (path: Path, ready = '[aria-busy="true"]') =>
  async (stage: Stage): Promise<void> => {
    await stage.open('/');
    await stage.online();
    stage.silence();
    await stage.go(path(stage));
    await stage.page.locator(ready).first().waitFor();
  };

/** The part at this address needs what this browser cannot make. */
export const broken =
  (from: Path, to: Path, ...tags: readonly string[]) =>
  async (stage: Stage): Promise<void> => {
    await stage.open(from(stage));
    await stage.online();
    if (from(stage) !== '/') await stage.rows();
    await stage.breakAt(...tags);
    await stage.go(to(stage));
    await stage.says('crash.title');
  };

/** Above the oldest message on the device, without a network. */
export const aboveWhatIsKept =
  (path: Path, log = '#main [role="log"]') =>
  async (stage: Stage): Promise<void> => {
    stage.unplug();
    await stage.open(path(stage));
    await stage.page.locator(`${log} [data-row]`).first().waitFor();
    await stage.page.locator(log).focus();
    for (let count = 0; count < 12; count += 1) {
      await stage.page.keyboard.press('Home');
      await stage.page.waitForTimeout(100);
    }
    await stage.says('timeline.missing');
  };

/** The server refuses what is written there next: it comes to it longer than messages may be. */
export const refuseWriting = ({ page }: Stage): Promise<void> =>
  page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) =>
      server.send(typeof frame === 'string' ? frame.replace('太长的话', 'x'.repeat(9_000)) : frame),
    );
  });

/** A message there that has failed says so, and what one can do. */
export const failed = ({ page }: Stage, within = '#main'): Promise<void> =>
  page
    .locator(`${within} [data-row] button`, { hasText: /^(Copy|复制)/ })
    .first()
    .waitFor();

/** What every panel beside a room goes through. */
export const panel = (segment: string, ready: (stage: Stage) => Promise<unknown>, at: Path = releases): State[] => [
  { state: 'ready', show: async (stage) => (await stage.open(`${at(stage)}/${segment}`), ready(stage)) },
  {
    state: 'loading',
    device: 'bare',
    show: withoutAnswer((stage) => `${at(stage)}/${segment}`, '#panel [aria-busy="true"]'),
  },
  {
    state: 'offline',
    show: async (stage) => {
      stage.unplug();
      await stage.open(`${releases(stage)}/${segment}`);
      await stage.rows();
      await stage.says('connection.lost', 'failure.offline');
    },
  },
  { state: 'crash', show: broken(at, (stage) => `${at(stage)}/${segment}`, 'ul', 'li', 'section') },
];
