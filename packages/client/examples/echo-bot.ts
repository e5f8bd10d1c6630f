/** A bot that echoes whatever mentions it: `node packages/client/examples/echo-bot.ts http://localhost:8080 lobby`. */
import { createClient } from '@rookery/client';

const [url = 'http://localhost:8080', room = 'lobby'] = process.argv.slice(2);
const client = createClient({ url });
const me = await client.join(`echo-${process.pid}`);
await client.createRoom({ name: room }).catch(() => client.joinRoom(room));
client.on('message', ({ conversation, user, content, seq, mentions }) => {
  if (user.id !== me.id && mentions?.includes(me.id)) client.send(conversation, `${content}`, { replyTo: seq });
});
