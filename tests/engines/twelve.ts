import assert from 'node:assert/strict';
import type { Answer, Person } from '@rookery/testkit/person';
import type { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { until } from '@rookery/testkit/until';
import type { Engine } from './engine.ts';

/** What they are about: an engine at a network that can be cut, a room, and somebody else in it. */
export type Scene = {
  readonly engine: Engine;
  readonly url: string;
  readonly network: TcpProxy;
  readonly peer: Person & { readonly me: Answer };
  /** 张伟, who is in the room too. */
  readonly friend: Person & { readonly me: Answer };
  /** What the person at the engine is called. */
  readonly reader: string;
  /** A public room of the peer's, with its name. */
  readonly room: { readonly id: string; readonly name: string };
};

const waitMs = 30_000;

const sees = (engine: Engine, what: string, script: string): Promise<void> =>
  until(what, () => engine.run<boolean>(`Boolean(${script})`), waitMs, {
    everyMs: 100,
    // A page that is on its way to the next has no document for a moment.
    isPassing: (error) => error instanceof Error && !/is not a function/.test(error.message),
  });
const hasRow = (words: string): string =>
  `[...document.querySelectorAll('[data-row]')].some((row) => row.textContent.includes(${JSON.stringify(words)}))`;
const seesRow = (engine: Engine, words: string): Promise<void> =>
  sees(engine, `${engine.name} shows “${words}”`, hasRow(words));
const timesHeard = (peer: Person, content: string): number =>
  peer.all('message:receive').filter((message) => message['content'] === content).length;
const isHeard = (peer: Person, content: string): Promise<void> =>
  until(`the other hears “${content}”`, () => timesHeard(peer, content) > 0, waitMs);
const composer = `document.querySelector('#composer')`;

const goTo = async ({ engine, url, room }: Scene): Promise<void> => {
  await engine.open(`${url}/r/${room.id}`);
  await sees(engine, 'the room is there', composer);
};

/** Reads all of it: it opens at what is unread. Escape leads to the newest that has come, and again to what came after that. */
const toEnd = async ({ engine }: Scene, last: string): Promise<void> => {
  await engine.click('#composer');
  await until(
    `${engine.name} leads to “${last}”`,
    async () => {
      await engine.press('Escape');
      return engine.run<boolean>(hasRow(last));
    },
    waitMs,
    { everyMs: 500 },
  );
};

/** As a link of the app leads there: the page is not loaded anew. */
const follow = (engine: Engine, path: string): Promise<null> =>
  engine.run(`(history.pushState(null, '', ${JSON.stringify(path)}), null)`);

/** Another says it, and it was taken. */
const tell = async (person: Person, to: object, content: string): Promise<void> => {
  const said = await person.askPatiently('message:room', { ...to, content });
  assert.equal(said.ok, true, JSON.stringify(said));
};

const say = async ({ engine }: Scene, words: string): Promise<void> => {
  await engine.click('#composer');
  await engine.type(words);
  await engine.press('Enter');
};

const field = `[...document.querySelectorAll('#main label')].find((label) => /Your name/.test(label.textContent))?.control`;

/** One after the other, in one window of one person; each by a name that an engine’s report has. */
export const twelve: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  join: async ({ engine, url, room, reader }) => {
    await engine.open(`${url}/r/${room.id}`);
    await sees(engine, 'the first field has the focus', `document.activeElement?.matches('input[name="name"]')`);
    await engine.type(reader);
    await engine.press('Enter');
    await sees(
      engine,
      'there is a door or a place to write',
      `${composer} ?? [...document.querySelectorAll('#main button')].find((button) => button.textContent === 'Join the room')?.click()`,
    );
    await sees(engine, 'she is in', composer);
  },
  write: async (scene) => {
    await say(scene, 'Hello **world** 你好');
    await isHeard(scene.peer, 'Hello **world** 你好');
    await sees(
      scene.engine,
      'what is bold is bold',
      `[...document.querySelectorAll('[data-row] strong')].some((bold) => bold.textContent === 'world')`,
    );
    // An answer, by a key on the message.
    const { engine, peer, room } = scene;
    await tell(peer, { room: room.id }, 'who does it?');
    await seesRow(engine, 'who does it?');
    await engine.run(
      `([...document.querySelectorAll('[data-row]')].find((row) => row.textContent.includes('who does it?')).focus(), null)`,
    );
    await engine.press('r');
    await sees(engine, 'it says whom she answers', `/Replying to/.test(document.querySelector('#main').textContent)`);
    await engine.type('I will 我来做');
    await engine.press('Enter');
    await isHeard(peer, 'I will 我来做');
    const asked = peer.all('message:receive').find((message) => message['content'] === 'who does it?');
    const answer = peer.all('message:receive').find((message) => message['content'] === 'I will 我来做');
    assert.equal(answer?.['replyTo'], asked?.['seq'] ?? 'heard');
    // A mention whose name is completed.
    await engine.type('@peer');
    await sees(engine, 'the name is offered', `document.querySelector('[role="listbox"] [role="option"]')`);
    await engine.press('Tab');
    await engine.type('please look');
    await engine.press('Enter');
    await until(
      'the other is mentioned',
      () => peer.all('message:receive').some((message) => message['mentions']?.includes(peer.me.id)),
      waitMs,
    );
  },
  'input method': async ({ engine, peer }) => {
    await engine.click('#composer');
    if (engine.compose) {
      await engine.compose(['n', 'ni', 'ni h', 'ni hao']);
      await engine.run(
        `(${composer}.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true })), null)`,
      );
    } else
      // The events that an input method makes, in their order; Enter chooses a word there.
      await engine.run(`((field) => {
        field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
        field.value = 'ni hao';
        field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, data: 'ni hao' }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
        field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'ni hao' }));
      })(${composer})`);
    assert.match(await engine.run<string>(`${composer}.value`), /ni hao/, 'what is composed stays in the field');
    assert.equal(timesHeard(peer, 'ni hao'), 0);
    if (engine.compose) await engine.compose([], '你好');
    await engine.press('a', ['Control']);
    await engine.press('Backspace');
    await sees(engine, 'the field is empty', `${composer}.value === ''`);
  },
  timeline: async (scene) => {
    const { engine, peer, room } = scene;
    for (let index = 1; index <= 120; index += 1) await tell(peer, { room: room.id }, `line ${index}`);
    await toEnd(scene, 'line 120');
    await until(
      'the way up leads to the first',
      () =>
        engine.run<boolean>(`((rows) => {
          const pane = rows[0]?.parentElement?.closest('[role="log"], [tabindex]') ?? document.scrollingElement;
          let scroller = rows[0];
          while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement;
          scroller?.scrollBy(0, -600);
          return rows.some((row) => row.textContent.includes('Hello world'));
        })([...document.querySelectorAll('[data-row]')])`),
      60_000,
      { everyMs: 60 },
    );
    const shown = await engine.run<string[]>(
      `[...document.querySelectorAll('[data-row]')].map((row) => /line \\d+/.exec(row.textContent)?.[0]).filter(Boolean)`,
    );
    const numbers = shown.map((line) => Number(line.slice(5)));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => (numbers[0] ?? 0) + index),
      'rows in order, each once',
    );
    await toEnd(scene, 'line 120');
  },
  resume: async (scene) => {
    const { engine, network, peer, room } = scene;
    await toEnd(scene, 'line 120');
    network.set({ state: 'refuse' });
    for (const words of ['missed one', 'missed two']) await tell(peer, { room: room.id }, words);
    network.set({ state: 'pass' });
    await seesRow(engine, 'missed two');
    await seesRow(engine, 'missed one');
  },
  'phone width': async (scene) => {
    const { engine } = scene;
    const width = await engine.size(390, 800);
    await sees(engine, 'one can still write', composer);
    // Whoever makes a window smaller sees the wide layout for a moment.
    await sees(engine, `nothing is wider than ${width}`, 'document.documentElement.scrollWidth <= innerWidth');
    if (width < 640) {
      assert.equal(
        await engine.run(
          `document.querySelector('nav')?.getBoundingClientRect().width > 0 && document.querySelector('#main').getBoundingClientRect().left >= innerWidth / 2`,
        ),
        false,
        'one pane at a time',
      );
    }
    await engine.click('#composer');
    await engine.type('from a narrow place');
    await engine.run(
      `([...document.querySelectorAll('#main form button, #main button')].find((button) => button.textContent === 'Send').click(), null)`,
    );
    await isHeard(scene.peer, 'from a narrow place');
    await engine.size(1280, 800);
  },
  offline: async (scene) => {
    const { engine, network } = scene;
    network.set({ state: 'refuse' });
    await sees(
      engine,
      'it says that the connection is lost',
      `/Reconnecting|Connection lost/.test(document.body.textContent)`,
    );
    await say(scene, 'said without a network');
    await seesRow(engine, 'said without a network');
    await seesRow(engine, 'missed two');
  },
  outbox: async ({ engine, network, peer }) => {
    network.set({ state: 'pass' });
    await isHeard(peer, 'said without a network');
    await sees(engine, 'nothing is lost any more', `!/Reconnecting/.test(document.body.textContent)`);
    assert.equal(timesHeard(peer, 'said without a network'), 1);
  },
  switcher: async (scene) => {
    const { engine, peer, friend, reader, room } = scene;
    await follow(engine, '/inbox');
    await sees(engine, 'the room is left', `!${composer}`);
    await engine.press('k', ['Control']);
    await sees(engine, 'the switcher is there', `document.querySelector('dialog input')`);
    await engine.type(room.name);
    await sees(
      engine,
      'it is found',
      `document.querySelector('dialog [role="option"]')?.textContent.includes(${JSON.stringify(room.name)})`,
    );
    await engine.press('Enter');
    await sees(engine, 'it is open', `location.pathname.endsWith(${JSON.stringify(room.id)}) && ${composer}`);
    // Somebody by the sounds of the name.
    await engine.press('k', ['Control']);
    await sees(engine, 'the switcher is there again', `document.querySelector('dialog input')`);
    await engine.type('zhangwei');
    await sees(
      engine,
      'the person is found',
      `document.querySelector('dialog [role="option"]')?.textContent.includes('张伟')`,
    );
    await engine.press('Enter');
    await sees(engine, 'a conversation is open', `location.pathname.startsWith('/d/') && ${composer}`);
    await say(scene, '你好，张伟');
    await isHeard(friend, '你好，张伟');
    // What waits, sorted by keys: done, taken back, opened.
    const conversation = friend.all('message:receive').find((one) => one['content'] === '你好，张伟')?.['conversation'];
    await follow(engine, '/inbox');
    const waiting = `document.querySelectorAll('#main li > a[data-key]').length`;
    await sees(engine, 'nothing waits', `!${composer} && ${waiting} === 0`);
    await tell(peer, { room: room.id }, `@${reader} the first that waits`);
    await tell(friend, { conversation }, 'the second that waits');
    await sees(engine, 'both wait', `${waiting} === 2`);
    await engine.press('j');
    await engine.press('e');
    await sees(engine, 'one is done', `${waiting} === 1`);
    await engine.press('z');
    await sees(engine, 'it waits again', `${waiting} === 2`);
    await engine.press('Enter');
    await seesRow(engine, 'that waits');
  },
  dialogs: async (scene) => {
    const { engine } = scene;
    await follow(engine, '/rooms');
    await sees(engine, 'there is the button', `document.querySelector('#main header button')`);
    await engine.click('#main header button:last-of-type');
    await sees(engine, 'the first field has the focus', `document.activeElement?.matches('dialog input')`);
    await engine.press('Escape');
    await sees(engine, 'it is gone', `!document.querySelector('dialog[open]')`);
    await sees(engine, 'the focus is back', `document.activeElement?.closest('#main') !== null`);
    await goTo(scene);
  },
  language: async ({ engine, peer }) => {
    await follow(engine, '/settings');
    await sees(engine, 'the own name can be changed', field);
    await engine.run(`(${field}.focus(), ${field}.select(), null)`);
    await engine.type('奥拉 Ola');
    await engine.press('Enter');
    await until(
      'the other hears of the name',
      () => peer.all('people:update').some((update) => JSON.stringify(update).includes('奥拉 Ola')),
      waitMs,
    );
    const choose = async (name: string): Promise<void> => {
      await engine.click('nav > button[aria-haspopup="menu"]');
      await sees(engine, 'the menu is open', `document.querySelector('[role="menuitemradio"]')`);
      await engine.run(
        `([...document.querySelectorAll('[role="menuitemradio"]')].find((item) => item.textContent.trim() === ${JSON.stringify(name)}).click(), null)`,
      );
    };
    await choose('简体中文');
    await sees(
      engine,
      'it speaks Chinese',
      `document.documentElement.lang === 'zh-CN' && document.querySelector('nav').textContent.includes('频道')`,
    );
    await engine.press('Escape');
    await choose('English');
    await sees(engine, 'it speaks English', `document.documentElement.lang === 'en'`);
    await engine.press('Escape');
  },
  drafts: async (scene) => {
    const { engine } = scene;
    await goTo(scene);
    await engine.click('#composer');
    await engine.type('begun and not sent');
    await sees(engine, 'it stands there', `${composer}.value === 'begun and not sent'`);
    // What is typed is kept within half a second.
    await sees(
      engine,
      'it is kept',
      `Object.values(localStorage).join().includes('begun and not sent') || new Promise((go) => setTimeout(() => go(true), 1000))`,
    );
    await goTo(scene);
    await sees(engine, 'it stands there again', `${composer}.value === 'begun and not sent'`);
  },
};
