/** What a page says of itself. */
export type LinkPage = {
  readonly title?: string;
  readonly text?: string;
  readonly site?: string;
  /** Address of a picture: fetched by this server only. */
  readonly image?: string;
};

/**
 * Reads pages and pictures of the public Internet, for previews of links. Nothing else is ever connected to, whatever an address, its redirects or the names in them say.
 *
 * - Atomic, ordered? No. - Idempotent? It only reads. - Null: there is nothing to show, or it is not to be fetched; asking again at once brings the same. - If it times out: null, after 5 s at most.
 *   Where too many are being fetched: throws `ChatError('unavailable')`. - Cost: up to four requests of 512 KiB at most.
 */
export interface LinkReader {
  page(url: string): Promise<LinkPage | null>;
  /** The bytes as they come: to be decoded where that does no harm (`Media`). */
  picture(url: string): Promise<Uint8Array | null>;
}
