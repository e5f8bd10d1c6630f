import type { Browser } from 'playwright-core';
import type { Language } from './words.ts';

export type Shot = {
  readonly screen: string;
  readonly state: string;
  readonly language: Language;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
};

/** Of one shot on the sheet. */
const high = 400;

/** One row for each state, one column for each width, as WebP. */
export const drawSheet = async (browser: Browser, shots: readonly Shot[]): Promise<Buffer> => {
  const page = await browser.newPage();
  try {
    const data = await page.evaluate(
      async ({ all, height, title }) => {
        const gap = 16;
        const head = 30;
        const states = [...new Set(all.map(({ state }) => state))];
        const widths = [...new Set(all.map(({ width }) => width))];
        const scaled = (width: number) => {
          const one = all.find((shot) => shot.width === width);
          return one ? Math.round((height * one.width) / one.height) : 0;
        };
        const canvas = document.createElement('canvas');
        canvas.width = gap + widths.reduce((sum, width) => sum + scaled(width) + gap, 0);
        canvas.height = gap + states.length * (height + head + gap);
        const ink = canvas.getContext('2d');
        if (!ink) throw new Error('no canvas');
        ink.fillStyle = '#8a8f8b';
        ink.fillRect(0, 0, canvas.width, canvas.height);
        ink.imageSmoothingQuality = 'high';
        for (const [row, state] of states.entries()) {
          const top = gap + row * (height + head + gap);
          ink.fillStyle = '#000';
          ink.font = '600 16px system-ui';
          ink.fillText(`${title}: ${state}`, gap, top + 18);
          let left = gap;
          for (const width of widths) {
            const shot = all.find((one) => one.state === state && one.width === width);
            if (shot) {
              const image = new Image();
              image.src = `data:image/png;base64,${shot.png}`;
              await image.decode();
              ink.drawImage(image, left, top + head, scaled(width), height);
            }
            left += scaled(width) + gap;
          }
        }
        return canvas.toDataURL('image/webp', 0.82);
      },
      {
        all: shots.map(({ state, width, height, png }) => ({ state, width, height, png: png.toString('base64') })),
        height: high,
        title: shots[0]?.screen ?? '',
      },
    );
    return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
  } finally {
    await page.close();
  }
};
