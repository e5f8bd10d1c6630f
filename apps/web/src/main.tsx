import { start } from './app/start.tsx';
import { openClient } from './sdk/open-client.ts';

void start(openClient());
