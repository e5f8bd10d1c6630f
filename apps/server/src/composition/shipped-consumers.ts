import type { Store } from '../ports/store.ts';
import type { Consumer } from '../tasks/consumer.ts';

/** What a node's consumers are made of: those that ship, or, in `npm run verify`, one that copies what it is told. */
export type MakeConsumers = (store: Store) => readonly Consumer[];

/** No feature of this version acts later on what is written. */
export const shippedConsumers: MakeConsumers = () => [];
