import { thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string>();
const mostMade = 500;

/** A blurred picture of a file, as a CSS image: it stands in the box until the bytes come. */
export const thumbImage = (thumb: string | undefined): string | undefined => {
  if (thumb === undefined) return undefined;
  let image = made.get(thumb);
  if (image === undefined) {
    try {
      image = `url(${thumbHashToDataURL(Uint8Array.from(atob(thumb), (sign) => sign.charCodeAt(0)))})`;
    } catch {
      // Not one that this version reads: the box stays plain.
      image = 'none';
    }
    if (made.size >= mostMade) made.delete(made.keys().next().value ?? '');
    made.set(thumb, image);
  }
  return image;
};
