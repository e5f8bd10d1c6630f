import * as client from '@rookery/client';

/** The part of the client that devices are made of. A copy with a planted mistake may stand in its place. */
export type ClientModule = Pick<
  typeof client,
  'ClientError' | 'createClient' | 'memoryOutbox' | 'memorySession' | 'socketIoTransport'
>;

export const ourClient: ClientModule = client;
