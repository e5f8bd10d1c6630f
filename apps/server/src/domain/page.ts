/** One page of a list. `next` is the opaque cursor that goes on after it, null at the end. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };
