/** A curve, or several: `legend` names each by its labels. */
type Query = { readonly expr: string; readonly legend: string };

export type Panel = {
  readonly title: string;
  /** What it means, and from where on it is bad: shown on the panel. */
  readonly about: string;
  readonly kind: 'number' | 'curves';
  /** In Grafana's words. */
  readonly unit: 'short' | 's' | 'bytes' | 'percentunit' | 'ops' | 'reqps' | 'cps';
  readonly queries: readonly Query[];
};

export type Row = { readonly title: string; readonly panels: readonly Panel[] };

const number = (title: string, unit: Panel['unit'], expr: string, about: string): Panel => ({
  ...{ title, about, unit, kind: 'number', queries: [{ expr, legend: '' }] },
});
const curves = (
  title: string,
  unit: Panel['unit'],
  about: string,
  ...queries: [expr: string, legend: string][]
): Panel => ({
  ...{ title, about, unit, kind: 'curves', queries: queries.map(([expr, legend]) => ({ expr, legend })) },
});

const messages = 'event=~"message:room|message:private"';
const seconds = (share: number, which: string, by: string): string =>
  `histogram_quantile(${share}, sum by (${by}) (rate(rookery_request_seconds_bucket{${which}}[$__rate_interval])))`;

/** The dashboard: what deploy/grafana/rookery.json is made from. */
export const rows: readonly Row[] = [
  {
    title: 'Now',
    panels: [
      number('Nodes that serve', 'short', 'sum(rookery_ready)', 'Those that answer and can serve.'),
      number('Second copies missing', 'short', 'max(rookery_degraded)', '1: a Redis master is without its replica.'),
      number('Connections', 'short', 'sum(rookery_connections)', 'Open sockets of all nodes.'),
      number(
        'Messages',
        'reqps',
        `sum(rate(rookery_requests_total{${messages},outcome="ok"}[$__rate_interval]))`,
        'Kept, a second.',
      ),
      number(
        'Deliveries',
        'ops',
        'sum(rate(rookery_deliveries_total[$__rate_interval]))',
        'Put into the queues of connections, a second.',
      ),
      number(
        'Until it is kept, p99',
        's',
        seconds(0.99, messages, 'le'),
        'From a message to its ack. Above 1 s people notice.',
      ),
    ],
  },
  {
    title: 'What people do',
    panels: [
      curves(
        'Connections',
        'short',
        'Of each node, and what it takes at most.',
        ['rookery_connections', '{{instance}}'],
        ['rookery_connections_limit', '{{instance}}, at most'],
      ),
      curves('Requests', 'reqps', 'Answered with what was asked for, by event.', [
        'sum by (event) (rate(rookery_requests_total{outcome="ok"}[$__rate_interval]))',
        '{{event}}',
      ]),
      curves(
        'Until a message is kept',
        's',
        'From a message to its ack, all nodes together.',
        [seconds(0.5, messages, 'le'), 'p50'],
        [seconds(0.99, messages, 'le'), 'p99'],
      ),
      curves(
        'Until anything is answered, p99',
        's',
        'By event. A reindex, an export or a long page may take its time; the rest may not.',
        [seconds(0.99, '', 'le, event'), '{{event}}'],
      ),
      curves(
        'Announcements and deliveries',
        'ops',
        'What nodes hear of conversations with listeners, and what they give to connections.',
        ['sum(rate(rookery_announcements_heard_total[$__rate_interval]))', 'heard'],
        ['sum(rate(rookery_deliveries_total[$__rate_interval]))', 'delivered'],
      ),
      curves('By sockets or HTTP', 'reqps', 'How requests come in.', [
        'sum by (way) (rate(rookery_requests_total[$__rate_interval]))',
        '{{way}}',
      ]),
    ],
  },
  {
    title: 'What goes wrong',
    panels: [
      curves(
        'Refused or failed',
        'reqps',
        'unavailable: a shard is slow or away. rate_limited: somebody floods. internal: a fault of ours, see the log.',
        ['sum by (outcome) (rate(rookery_requests_total{outcome!="ok"}[$__rate_interval]))', '{{outcome}}'],
      ),
      curves('Refused at the door', 'cps', 'Handshakes, by why.', [
        'sum by (code) (rate(rookery_refused_connections_total[$__rate_interval]))',
        '{{code}}',
      ]),
      curves(
        'Announcements that were missing',
        'ops',
        'A feed found a gap and read the log. Some after a failover; all the time: the network loses them.',
        ['rate(rookery_feed_repairs_total[$__rate_interval])', '{{instance}}'],
      ),
      curves(
        'Readers who are too slow',
        'ops',
        'A connection could not take what its room says, and reads it from the log later.',
        ['rate(rookery_feed_lagging_total[$__rate_interval])', '{{instance}}'],
      ),
      curves(
        'Histories that were rewritten',
        'short',
        'In the last hour. After a failover that lost what nobody was promised, or a backup that was put back.',
        ['increase(rookery_feed_resets_total[1h])', '{{instance}}'],
      ),
      curves(
        'Ready and degraded',
        'short',
        'As /readyz says it.',
        ['rookery_ready', '{{instance}} ready'],
        ['rookery_degraded', '{{instance}} degraded'],
      ),
    ],
  },
  {
    title: 'What is done later',
    panels: [
      curves('Tasks', 'short', 'By state. parked: they went on failing and wait for somebody to look.', [
        'sum by (consumer, state) (rookery_tasks)',
        '{{consumer}} {{state}}',
      ]),
      curves('The first task has waited', 's', 'Above 60 s something that is to be acted on is not.', [
        'max by (consumer) (rookery_tasks_oldest_due_seconds)',
        '{{consumer}}',
      ]),
      curves('Tasks that ended', 'ops', 'By how.', [
        'sum by (consumer, outcome) (rate(rookery_task_runs_total[$__rate_interval]))',
        '{{consumer}} {{outcome}}',
      ]),
      curves(
        'Pushes to devices',
        'ops',
        'gone: the device has unsubscribed. later: its push service did not take it.',
        ['sum by (outcome) (rate(rookery_pushes_total[$__rate_interval]))', '{{outcome}}'],
      ),
      curves(
        'Taken away',
        'short',
        'Guests without a trace, rooms that nobody is in, bytes that no message holds; in an hour.',
        ['sum by (what) (increase(rookery_leftovers_total[1h]))', '{{what}}'],
      ),
    ],
  },
  {
    title: 'Old messages',
    panels: [
      curves('Put into blocks', 'ops', 'Messages that leave Redis’ memory. None where ROOKERY_BLOCKS is not set.', [
        'sum(rate(rookery_history_sealed_messages_total[$__rate_interval]))',
        'messages',
      ]),
      curves(
        'Blocks',
        'ops',
        'seal: for the first time. fold: written anew with what has changed. freed: taken away, since nothing names them.',
        ['sum by (kind) (rate(rookery_history_blocks_total[$__rate_interval]))', '{{kind}}'],
        ['sum(rate(rookery_history_freed_blocks_total[$__rate_interval]))', 'freed'],
      ),
      curves('Bytes of blocks', 'bytes', 'Written in an hour.', [
        'sum by (kind) (increase(rookery_history_bytes_total[1h]))',
        '{{kind}}',
      ]),
      curves('Blocks that were read', 'ops', 'broken: not what was written. failed: their store is away or slow.', [
        'sum by (outcome) (rate(rookery_history_reads_total[$__rate_interval]))',
        '{{outcome}}',
      ]),
      curves(
        'What could not be done with blocks',
        'ops',
        'It is tried again. All the time: their store is away or full.',
        ['sum by (what) (rate(rookery_history_failures_total[$__rate_interval]))', '{{what}}'],
      ),
    ],
  },
  {
    title: 'Nodes',
    panels: [
      curves(
        'Cores',
        'short',
        'A node has one for its people; beside it threads for pictures, passwords and the store.',
        ['rate(process_cpu_seconds_total{job="rookery"}[$__rate_interval])', '{{instance}}'],
      ),
      curves(
        'Work waits',
        's',
        'Lag of the event loop. p99 above 0.05 s: the node is full.',
        ['nodejs_eventloop_lag_p50_seconds{job="rookery"}', '{{instance}} p50'],
        ['nodejs_eventloop_lag_p99_seconds{job="rookery"}', '{{instance}} p99'],
      ),
      curves(
        'Memory',
        'bytes',
        'Of the process, and of it V8’s heap in use and what lies outside of it.',
        ['process_resident_memory_bytes{job="rookery"}', '{{instance}}'],
        ['nodejs_heap_size_used_bytes{job="rookery"}', '{{instance}} heap'],
        ['nodejs_external_memory_bytes{job="rookery"}', '{{instance}} outside the heap'],
      ),
      curves('Collecting garbage', 'percentunit', 'Share of the time, by kind.', [
        'sum by (instance, kind) (rate(nodejs_gc_duration_seconds_sum{job="rookery"}[$__rate_interval]))',
        '{{instance}} {{kind}}',
      ]),
      curves('Open files', 'percentunit', 'Of those that the system allows.', [
        'process_open_fds{job="rookery"} / process_max_fds{job="rookery"}',
        '{{instance}}',
      ]),
      curves('Running since', 's', 'A fall is a restart.', [
        'time() - process_start_time_seconds{job="rookery"}',
        '{{instance}}',
      ]),
      curves('Clock', 's', 'How far the node’s clock is from that of Prometheus. Beyond 5 s see the runbook.', [
        'rookery_time_seconds - timestamp(rookery_time_seconds)',
        '{{instance}}',
      ]),
    ],
  },
];

/** What nodes expose and no panel shows, each with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  nodejs_active_handles: 'counts of Node’s own things, which rise and fall with the connections',
  nodejs_active_handles_total: 'as above, summed',
  nodejs_active_requests: 'as above, for calls to the file system',
  nodejs_active_requests_total: 'as above, summed',
  nodejs_active_resources: 'as above, of all kinds',
  nodejs_active_resources_total: 'as above, summed',
  nodejs_eventloop_lag_seconds: 'one sample at the scrape; the percentiles say more',
  nodejs_eventloop_lag_min_seconds: 'the percentiles say more',
  nodejs_eventloop_lag_max_seconds: 'one pause makes it; p99 is what people feel',
  nodejs_eventloop_lag_mean_seconds: 'the percentiles say more',
  nodejs_eventloop_lag_stddev_seconds: 'the percentiles say more',
  nodejs_eventloop_lag_p90_seconds: 'between two that are shown',
  nodejs_heap_size_total_bytes: 'what V8 has set aside; what it uses is shown',
  nodejs_heap_space_size_total_bytes: 'by space: for who hunts a leak',
  nodejs_heap_space_size_used_bytes: 'by space: for who hunts a leak',
  nodejs_heap_space_size_available_bytes: 'by space: for who hunts a leak',
  nodejs_version_info: 'never changes while a node runs',
  process_cpu_user_seconds_total: 'part of process_cpu_seconds_total',
  process_cpu_system_seconds_total: 'part of process_cpu_seconds_total',
  process_virtual_memory_bytes: 'addresses, not memory',
  process_heap_bytes: 'of the C library; resident memory holds it',
};
