import { io } from 'socket.io-client';

const deadlineMs = 15_000;

/** Whom the server takes somebody with the token for. */
export function holderOf(token: string, url: string): Promise<string> {
  return new Promise<string>((resolve) => {
    const socket = io(url, { auth: { protocol: 1, token }, forceNew: true, transports: ['websocket'] });
    const end = (answer: string): void => {
      clearTimeout(timer);
      socket.disconnect();
      resolve(answer);
    };
    const timer = setTimeout(() => end('no answer'), deadlineMs);
    socket.on('server:hello', ({ user }: { readonly user: { readonly id: string } | null }) =>
      end(user?.id ?? 'nobody'),
    );
    socket.on('connect_error', (error: Error & { data?: { readonly code: string } }) => {
      if (error.data?.code === 'unauthorized') end('unauthorized');
    });
  });
}
