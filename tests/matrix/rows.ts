import type { ClientEventName } from '@rookery/protocol';
import type { Row } from './row.ts';
import { adminRows } from './rows/admin.ts';
import { auditRows } from './rows/audit.ts';
import { messageRows } from './rows/messages.ts';
import { peopleRows } from './rows/people.ts';
import { reportRows } from './rows/reports.ts';
import { roomRows } from './rows/rooms.ts';
import { serverRows } from './rows/server.ts';

/** Of every event what it is answered, whoever asks and wherever: an operation without a row does not compile. */
export const rows: { readonly [Name in ClientEventName]: Row | readonly Row[] } = {
  ...roomRows,
  ...messageRows,
  ...peopleRows,
  ...auditRows,
  ...reportRows,
  ...adminRows,
  ...serverRows,
};
