import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

/** Starts the browser that ROOKERY_CHROMIUM names, else Debian's. */
const chromiumPath = fileURLToPath(new URL('chromium.sh', import.meta.url));

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (extra: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: [...flags, ...extra] });

/** One with a microphone that beeps, and may be used without a question. */
export const launchBrowserWithMicrophone = (): Promise<Browser> =>
  launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);

/** One whose scrollbars can be dragged by the mouse. */
export const launchBrowserWithScrollbars = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: [...flags], ignoreDefaultArgs: ['--hide-scrollbars'] });

/** A browser with a profile of its own, in a folder. */
export const openProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { executablePath: chromiumPath, args: [...flags], locale: 'en-GB' });

export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: 'en' | 'zh-CN';
  readonly touch?: boolean;
  /**
   * The service worker keeps the app, and tells notices. Without it, as where a browser refuses one, what the test looks at is the same, and no
   * window fetches all of the app twice.
   */
  readonly worker?: boolean;
};

export type Watched = {
  readonly page: Page;
  /** What went wrong in the page so far: exceptions, console errors, requests to elsewhere. */
  readonly faults: string[];
};

/** A person at a window of her own: her own storage, language and theme. */
export const openWindow = async (browser: Browser, url: string, look: Look = {}): Promise<Watched> => {
  const options: BrowserContextOptions = {
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.theme ?? 'light',
    locale: look.locale === 'zh-CN' ? 'zh-CN' : 'en-GB',
    hasTouch: look.touch ?? false,
    isMobile: look.touch ?? false,
    deviceScaleFactor: 1,
    serviceWorkers: look.worker ? 'allow' : 'block',
  };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  const origin = new URL(url).origin;
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // Chromium reports a refused connection, or request, on the console whatever the page does about it.
    if (
      message.type() === 'error' &&
      !/ERR_CONNECTION|ERR_SOCKET_NOT_CONNECTED|ERR_INTERNET_DISCONNECTED|WebSocket connection|responded with a status/.test(
        message.text(),
      )
    )
      faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (/^(https?|wss?):$/.test(to.protocol) && to.host !== new URL(origin).host)
      faults.push(`request elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    const fault = `${response.status()}: ${response.url()}`;
    // That a name is taken, and that a session has ended, is said to the person.
    if (response.status() >= 400 && !/^409: .*user:join$|^401: .*\/v1\/sessions$/.test(fault)) faults.push(fault);
  });
  await page.goto(url);
  return { page, faults };
};

/** Closes the windows of the test that ends: they would take the machine's time from the next. */
export const closeWindows = async (browser: Browser | undefined): Promise<void> => {
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
};
