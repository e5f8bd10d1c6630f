import { createClient, memorySession } from '@rookery/client';
import { quantile } from '../crowd.ts';
import { launchBrowser } from '../launch-browser.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

const runs = 5;

export const firstPaint: Scenario = {
  name: 'first-paint',
  about:
    'A guest comes back to a room of 100 messages in a fresh Chromium window: from navigation to its first message on the screen. Median of five.',
  run: async () => {
    const server = await MeasuredProcess.start('rookery');
    const url = `http://127.0.0.1:${server.port}`;
    const author = createClient({ url });
    const browser = await launchBrowser();
    try {
      await author.join('author');
      const { room } = await author.createRoom({ name: 'harbour' });
      for (let index = 1; index <= 100; index += 1)
        await author.request('message:room', {
          conversation: room.id,
          content: `line ${index}: ships that pass in the night`,
        });
      const session = memorySession();
      const reader = createClient({ url, session });
      await reader.join('reader');
      await reader.joinRoom(room.id);
      // What the web app keeps of a guest: the SDK's own form.
      const kept = JSON.stringify(session.load());
      reader.close();
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        await context.addInitScript((value) => localStorage.setItem('rookery.session', value), kept);
        const page = await context.newPage();
        await page.goto(`${url}/r/${room.id}`);
        await page.locator('[data-row]').first().waitFor();
        const mark = await page.waitForFunction(() => performance.getEntriesByName('first-message')[0]?.startTime);
        times.push(Number(await mark.jsonValue()));
        await context.close();
      }
      const ms = quantile(times, 0.5);
      return [{ name: 'first message painted', value: ms, unit: 'ms', bar: '≤ 1,000', met: ms <= 1_000 }];
    } finally {
      author.close();
      await browser.close();
      await server.stop();
    }
  },
};
