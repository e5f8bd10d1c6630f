import { ownName } from '../lib/base-path.ts';

/** Where the browser keeps gone-rooms.ts. */
export const goneRoomsName = ownName('rookery.gone-rooms');
