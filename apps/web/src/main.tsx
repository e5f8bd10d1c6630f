import { clientChat } from './chat/client-chat.ts';
import { start } from './app/start.tsx';

void start(clientChat());
