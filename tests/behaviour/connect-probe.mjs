// Loaded into a server under test (`node --import`): adds a line to CONNECT_PROBE_FILE for each connection that it begins to anywhere.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['CONNECT_PROBE_FILE'];
if (isMainThread && file) subscribe('net.client.socket', () => appendFileSync(file, 'connection\n'));
