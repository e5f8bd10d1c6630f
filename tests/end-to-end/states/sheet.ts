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

/** How much smaller a shot is on the sheet. */
const scale = 0.5;

/** One row for each state, one column for each width, as WebP. */
export const drawSheet = async (browser: Browser, shots: readonly Shot[]): Promise<Buffer> => {
  const page = await browser.newPage();
  try {
    const data = await page.evaluate(
      async ({ all, part, title }) => {
        const gap = 16;
        const head = 30;
        const states = [...new Set(all.map(({ state }) => state))].map((state) => {
          const shown = all.filter((shot) => shot.state === state);
          return { state, shown, height: Math.max(...shown.map((shot) => shot.height * part)) };
        });
        const widths = [...new Set(all.map(({ width }) => width))].toSorted((a, b) => a - b);
        const canvas = document.createElement('canvas');
        canvas.width = gap + widths.reduce((sum, width) => sum + width * part + gap, 0);
        canvas.height = gap + states.reduce((sum, { height }) => sum + height + head + gap, 0);
        const ink = canvas.getContext('2d');
        if (!ink) throw new Error('no canvas');
        ink.fillStyle = '#8a8f8b';
        ink.fillRect(0, 0, canvas.width, canvas.height);
        ink.imageSmoothingQuality = 'high';
        let top = gap;
        for (const { state, shown, height } of states) {
          ink.fillStyle = '#000';
          ink.font = '600 16px system-ui';
          ink.fillText(`${title}: ${state}`, gap, top + 18);
          let left = gap;
          for (const width of widths) {
            const shot = shown.find((one) => one.width === width);
            if (shot) {
              const image = new Image();
              image.src = `data:image/png;base64,${shot.png}`;
              await image.decode();
              ink.drawImage(image, left, top + head, width * part, shot.height * part);
            }
            left += width * part + gap;
          }
          top += height + head + gap;
        }
        return canvas.toDataURL('image/webp', 0.82);
      },
      {
        all: shots.map(({ state, width, height, png }) => ({ state, width, height, png: png.toString('base64') })),
        part: scale,
        title: shots[0]?.screen ?? '',
      },
    );
    return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
  } finally {
    await page.close();
  }
};
