/** What was opened over something else. */
export type Closable = { readonly onClose: () => void };
