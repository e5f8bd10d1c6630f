/** What the figures do not say by themselves. In both pages; Markdown's backticks are the only markup. */
export const caveats: readonly string[] = [
  'Clients and server share one small machine, and so do all Redis nodes in `cluster`: compare rows of one run, not machines.',
  '"Plain Socket.IO" is `harness/bench/src/peers/plain-socket-io.ts`: rooms and broadcast, nothing kept, nothing promised. Rookery’s figures include the durable append of every message, its number, and its full envelope.',
  'The server has one core to itself (its store’s thread included), the clients have the other. A light client scans each frame for its number only, every hundredth one takes the time; a lost, doubled or reordered message fails the rate. `generator-ceiling` is what these clients can take at all.',
  'The scheduler’s slices are a few ms: a p99 of as much more or less means nothing.',
];

export const limits: readonly string[] = [
  'Busy rooms: the clients’ core saturates before the server’s (compare `generator-ceiling` with the `fanout` rows and the CPU a delivery). Many deliveries share a `write(2)`; what is left is copying their bytes into the kernel. Next is the network: a million deliveries a second of 100 bytes of text are about 300 MB/s.',
  'Quiet rooms, small or large: one `write(2)` for each receiver, since there is nothing to gather. What Node takes to write a ready frame to as many sockets, with no server around it, stands beside the figures of `fanout-10000-at-5` and `rooms-1000x20`: it is about as much as the bars leave for everything, because on one machine the call also runs the receiver’s side of the kernel, and the peer pays for it just the same. Only fewer system calls a receiver (io_uring, which Node does not offer for sockets) would make it cheaper.',
  'Many small rooms: a message that comes alone is a transaction and a sync of its own, shared by twenty receivers only. Above 400 groups a second they are gathered for 2.5 ms; longer would save little more of the processor, and cost everybody the latency.',
  'A storm of connections: each costs the server some 0.5 ms in all. Newcomers wait until the turns of the event loop are short, so that those who are there stay served; how soon all are in is up to the number of nodes that take them.',
  'Bad neighbours: the bar is at most twice the p99 beside the same attacker who pours into a sink; `not reached` stands where it is more. What one address sends is taken by and by (2,000 messages a second), what breaks the rules of a connection ends it, and whoever goes on gets no new one. What is left is what the attacker may do: her handshakes (0.5 ms each), 500 requests and 300 messages a second of one address, frames of up to 1 MB, all on the one core that everybody shares; behind NGINX on this machine its processes, the nodes and Redis share both cores with clients and attacker, which the sink does not. A limit so low that it would not show would lock out an office behind one address.',
  'Appends: one transaction of the embedded store at a time, and each waits for the disk. More in one transaction costs latency; a second process needs the cluster.',
  'Connections: one process may hold as many as it may hold files (20,000 here); memory would allow ten times that. More nodes are the way on, see `operations/sizing.md`.',
  'The cluster on this machine: ten processes share two cores, so it measures processor time and not Redis. What one message costs there is appended once, copied to the replica once, and heard once by each node that has listeners for it.',
];
