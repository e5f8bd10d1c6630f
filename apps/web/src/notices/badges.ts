import { basePath } from '../lib/base-path.ts';

/** What calls for the reader, and whether anything else is unread. */
export type Waiting = { readonly needed: number; readonly hasUnread: boolean };

const size = 64;
let picture: Promise<HTMLImageElement> | undefined;

const load = (): Promise<HTMLImageElement> => {
  const image = new Image();
  image.src = `${basePath}/favicon.svg`;
  return image.decode().then(() => image);
};

/** The site's picture with a number, or a dot, in its corner. */
const draw = (image: HTMLImageElement, needed: number): string | undefined => {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.drawImage(image, 0, 0, size, size);
  const radius = needed > 0 ? 20 : 13;
  const [x, y] = [size - radius, needed > 0 ? size - radius : radius];
  // A gap around it, so that it stands out from any picture.
  pen.globalCompositeOperation = 'destination-out';
  pen.beginPath();
  pen.arc(x, y, radius + 3, 0, 2 * Math.PI);
  pen.fill();
  pen.globalCompositeOperation = 'source-over';
  pen.fillStyle = needed > 0 ? '#c8102e' : '#5b7fa6';
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
  if (needed > 0) {
    pen.fillStyle = '#fff';
    pen.font = `700 ${needed > 9 ? 22 : 30}px system-ui, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(needed > 99 ? '99+' : String(needed), x, y + 2, 2 * radius - 6);
  }
  return canvas.toDataURL('image/png');
};

/** Shows what waits on the tab's picture, and on the app's where it is installed. The later call holds. */
export const showBadges = async ({ needed, hasUnread }: Waiting): Promise<void> => {
  if (shown?.needed === needed && shown.hasUnread === hasUnread) return;
  shown = { needed, hasUnread };
  const wanted = shown;
  if (needed > 0) navigator.setAppBadge?.(needed).catch(() => undefined);
  else navigator.clearAppBadge?.().catch(() => undefined);
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  original ??= { href: link.getAttribute('href') ?? '', type: link.type };
  let drawn: string | undefined;
  if (needed > 0 || hasUnread)
    try {
      drawn = draw(await (picture ??= load()), needed);
    } catch {
      // Without its picture the tab keeps the number in its title. The next call tries again.
      picture = undefined;
      if (shown === wanted) shown = undefined;
      link.type = original.type;
      link.setAttribute('href', original.href);
      return;
    }
  if (shown !== wanted) return;
  link.type = drawn ? 'image/png' : original.type;
  link.setAttribute('href', drawn ?? original.href);
};

let shown: Waiting | undefined;
let original: { readonly href: string; readonly type: string } | undefined;
