const encoder = new TextEncoder();
/** Length of `text` in UTF-8 bytes. */
export const utf8Bytes = (text: string): number => encoder.encode(text).byteLength;
