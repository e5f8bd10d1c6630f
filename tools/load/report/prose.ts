/** What the figures do not say by themselves. In both pages; Markdown's backticks are the only markup. */
export const caveats: readonly string[] = [
  'Clients and server share one small machine, and so do all Redis nodes in `cluster`: compare rows of one run, not machines.',
  '"Plain Socket.IO" is `tools/load/peers/plain-socket-io.ts`: rooms and broadcast, nothing kept, nothing promised. Rookery’s figures include the durable append of every message, its number, and its full envelope.',
  'The server has one core to itself (its store’s thread included), the clients have the other. A light client scans each frame for its number only, every hundredth one takes the time; a lost, doubled or reordered message fails the rate. `generator-ceiling` is what these clients can take at all.',
  'The system’s clock ticks in ms and the scheduler’s slices are longer: a p99 of a few ms more or less means nothing.',
];

export const limits: readonly string[] = [
  'Busy rooms: the clients’ core saturates before the server’s (compare `generator-ceiling` with the `fanout` rows and the CPU a delivery). On the server what is left is copying bytes into the kernel: a delivery costs some 0.2–0.4 µs, nearly all of it in `write(2)` of what has gathered. Next is the network: a million deliveries a second of 100 bytes of text are about 300 MB/s.',
  'Quiet rooms: one `write(2)` for each receiver, since there is nothing to gather. Only fewer system calls a receiver (io_uring, which Node does not offer for sockets) would make it cheaper.',
  'Appends: one transaction of the embedded store at a time, and each waits for the disk. More in one transaction costs latency; a second process needs the cluster.',
  'Connections: one process may hold as many as it may hold files (20,000 here); memory would allow ten times that. More nodes are the way on, see `operations/sizing.md`.',
  'The cluster on this machine: ten processes share two cores, so it measures processor time and not Redis. What one message costs there is appended once, copied to the replica once, and heard once by each node that has listeners for it.',
];
