/** What the process is asked, one at a time. Paths are the node's own. */
export type Job =
  | { readonly kind: 'look'; readonly source: string; readonly kept: string }
  | { readonly kind: 'shrink'; readonly source: string; readonly target: string; readonly width: number };

export type Picture = { readonly width: number; readonly height: number; readonly thumb: string };

export type Answer =
  | ({ readonly kind: 'picture'; readonly type: string } & Picture)
  /** No picture, or none that can be shown. `hasFilm`: a container of films seems to hold more than sound. */
  | { readonly kind: 'other'; readonly type: string; readonly hasFilm: boolean }
  | ({ readonly kind: 'shrunk' } & Picture)
  | { readonly kind: 'failed' };
