import type { Browser, BrowserContext, Page } from 'playwright-core';
import { settled } from '../support/still.ts';
import { words, type Language } from './words.ts';
import { password, type World } from './world.ts';

/** What of the app is on the device when the scene begins: all that was read, the app alone, or nothing. */
export type Device = 'read' | 'bare' | 'new';
export type Who = 'reader' | 'owner' | 'newcomer' | 'nobody';

/** One page in one language, which a scene brings into a state. */
export class Stage {
  readonly page: Page;
  readonly world: World;
  readonly language: Language;

  constructor(page: Page, world: World, language: Language) {
    this.page = page;
    this.world = world;
    this.language = language;
  }

  /** Waits until the app says this. */
  async says(...ids: readonly string[]): Promise<void> {
    for (const id of ids)
      await this.page
        .getByText(words(this.language, id))
        .or(this.page.getByPlaceholder(words(this.language, id)))
        .filter({ visible: true })
        .first()
        .waitFor({ timeout: 15_000 });
  }

  button(id: string) {
    return this.page.getByRole('button', { name: words(this.language, id) });
  }

  /** Opens a place from nothing, as an address that is typed. */
  open(path: string): Promise<unknown> {
    return this.page.goto(this.world.url + path);
  }

  /** Goes there as a link of the app does. */
  go(path: string): Promise<unknown> {
    return this.page.evaluate((to) => history.pushState(null, '', to), path);
  }

  async rows(): Promise<void> {
    await this.page.locator('[data-row]').first().waitFor();
    await settled(this.page);
  }

  /** Down to what was said last. */
  async latest(): Promise<void> {
    await this.page.locator('#main [role="log"]').evaluate((log) => log.scrollTo(0, log.scrollHeight));
    await settled(this.page);
  }

  async online(): Promise<void> {
    await this.page.locator('nav').first().waitFor({ state: 'attached' });
    await this.page.waitForFunction(() => document.querySelector('#composer, #main h1, nav ul a') !== null);
    // What is loaded after the first screen is there.
    await this.page.waitForLoadState('networkidle');
  }

  /** No packet comes or goes from now on, and nobody says so. */
  silence(): void {
    this.world.network.set({ state: 'silent' });
  }

  unplug(): void {
    this.world.network.set({ state: 'refuse' });
  }

  /** From now on this browser cannot make these elements: what needs one anew breaks. */
  breakAt(...tags: readonly string[]): Promise<void> {
    return this.page.evaluate((broken) => {
      const create = document.createElement.bind(document);
      document.createElement = ((tag: string, options?: ElementCreationOptions) => {
        if (broken.includes(tag)) throw new Error(`no <${tag}> in this browser`);
        return create(tag, options);
      }) as typeof document.createElement;
    }, tags);
  }

  /** Those that are shown have been loaded. */
  async pictures(within = '[data-row]'): Promise<void> {
    await this.page.waitForFunction((place) => {
      const all = [...document.querySelectorAll<HTMLImageElement>(`${place} img`)];
      return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0);
    }, within);
  }

  /** As a finger that stays on it. */
  async hold(text: string): Promise<void> {
    const box = await this.page.getByText(text).last().boundingBox();
    const debug = await this.page.context().newCDPSession(this.page);
    const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 8 };
    await debug.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await this.page.locator('dialog').first().waitFor();
    await debug.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async write(text: string): Promise<void> {
    await this.page.locator('#composer').fill(text);
    await this.page.locator('#composer').press('Enter');
  }
}

const keeps = (page: Page, text: string): Promise<boolean> =>
  page.evaluate(async (wanted) => {
    const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((done) => (request.onsuccess = () => done(request.result)));
    const database = await answered(indexedDB.open('rookery-copy'));
    const stores = [...database.objectStoreNames].map((name) => database.transaction(name).objectStore(name));
    const all = await Promise.all(stores.map((store) => answered(store.getAll() as IDBRequest<unknown>)));
    database.close();
    return JSON.stringify(all).includes(wanted);
  }, text);

const signIn = async (page: Page, who: Who, language: Language, world: World): Promise<void> => {
  await page.goto(world.url);
  if (who === 'newcomer') {
    await page
      .locator('input[name="name"]')
      .fill(language === 'en' ? `Nell ${Date.now() % 1_000}` : `小新 ${Date.now() % 1_000}`);
    await page.keyboard.press('Enter');
  }
  if (who === 'owner' || who === 'reader') {
    await page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
    await page.locator('input[name="name"]').fill(who === 'owner' ? 'olga' : 'xiaoming');
    await page.locator('input[type="password"]').fill(password);
    await page.keyboard.press('Enter');
  }
  await page.locator('nav').first().waitFor({ state: 'attached' });
};

/** The windows in which scenes are played: one for each person, language and device, so that the app is fetched once. */
export class Stages {
  readonly #browser: Browser;
  readonly #world: World;
  readonly #contexts = new Map<string, BrowserContext>();

  constructor(browser: Browser, world: World) {
    this.#browser = browser;
    this.#world = world;
  }

  async raise(who: Who, language: Language, device: Device): Promise<Stage> {
    const isKept = device !== 'new' && who !== 'newcomer' && who !== 'nobody';
    const key = `${who} ${language} ${device}`;
    const context = (isKept ? this.#contexts.get(key) : undefined) ?? (await this.#make(who, language, device));
    if (isKept) this.#contexts.set(key, context);
    const page = await context.newPage();
    return new Stage(page, this.#world, language);
  }

  async #make(who: Who, language: Language, device: Device): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      viewport: { width: 1_280, height: 800 },
      locale: language === 'en' ? 'en-GB' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    if (who === 'nobody') return context;
    const page = await context.newPage();
    await signIn(page, who, language, this.#world);
    if (device !== 'new') await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    if (device === 'read' && who === 'reader') {
      const { rooms, group, direct } = this.#world;
      for (const [path, text] of [
        [`/r/${rooms['发布公告']}`, 'Slot 5461 is the slow one'],
        [`/r/${rooms['发布公告']}/t/3`, 'Canary dashboards are ready'],
        [`/r/${rooms['百人群']}`, '第 690 条'],
        [`/r/${rooms['百人群']}/t/699`, '第 150 条回复'],
        [`/r/${rooms['odd']}`, 'הכול מוכן'],
        [`/d/${direct}`, '发布之后一起复盘'],
        ['/dm/ghost', '第 150 条：👻'],
        [`/g/${group}`, '楼下新开的面馆'],
      ] as const) {
        await page.goto(this.#world.url + path);
        await page
          .locator(path.includes('/t/') ? '#panel [data-row]' : '[data-row]')
          .first()
          .waitFor();
        await page.keyboard.press('End');
        while (!(await keeps(page, text))) await page.waitForTimeout(200);
      }
    }
    if (device === 'bare') {
      await page.goto(`${this.#world.url}/favicon.svg`);
      await page.evaluate(
        () =>
          new Promise((done) => {
            const request = indexedDB.deleteDatabase('rookery-copy');
            request.onsuccess = request.onerror = request.onblocked = done;
          }),
      );
    }
    await page.close();
    return context;
  }

  /** Where a window has been is not told to the next scene. */
  async fold({ page }: Stage, who: Who, device: Device): Promise<void> {
    this.#world.network.set({ state: 'pass' });
    if (device === 'read' && who !== 'newcomer' && who !== 'nobody') await page.close();
    else {
      for (const [key, context] of this.#contexts) if (context === page.context()) this.#contexts.delete(key);
      await page.context().close();
    }
  }
}
