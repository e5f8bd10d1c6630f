/** A square of a picture: its middle, and how much of the largest one it is (1: all of it, 2: half its side). In pixels of the picture. */
export type Crop = { readonly x: number; readonly y: number; readonly zoom: number };
export type Size = { readonly width: number; readonly height: number };

export const mostZoom = 5;
/** Side of what is saved, px: twice of what is shown at the largest. */
const savedSide = 256;

export const sideOf = ({ width, height }: Size, { zoom }: Crop): number => Math.min(width, height) / zoom;

/** The same as far as it lies within the picture. */
export function within(size: Size, { x, y, zoom }: Crop): Crop {
  const kept = Math.min(mostZoom, Math.max(1, zoom));
  const half = sideOf(size, { x, y, zoom: kept }) / 2;
  const between = (value: number, length: number): number => Math.min(length - half, Math.max(half, value));
  return { x: between(x, size.width), y: between(y, size.height), zoom: kept };
}

export const middleOf = (size: Size): Crop => ({ x: size.width / 2, y: size.height / 2, zoom: 1 });

export function draw(bitmap: ImageBitmap, crop: Crop, canvas: HTMLCanvasElement): void {
  const side = sideOf(bitmap, crop);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, crop.x - side / 2, crop.y - side / 2, side, side, 0, 0, canvas.width, canvas.height);
}

/** The square as a small picture, without anything else that was in the file. */
export async function cut(bitmap: ImageBitmap, crop: Crop): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = savedSide;
  draw(bitmap, crop, canvas);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9));
  if (!blob) throw new Error('the browser made no picture of the square');
  return blob;
}
