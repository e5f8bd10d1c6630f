import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ChatError } from '@rookery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/env.ts';
import { AddressList } from '../gateway/address-list.ts';
import { ClientAddress } from '../gateway/client-address.ts';
import { tokens } from '../gateway/tokens.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Readiness } from '../ops/readiness.ts';

/** What operators and balancers ask. */
@Controller()
export class OpsController {
  readonly #readiness: Readiness;
  readonly #metrics: Metrics;
  readonly #readers: AddressList;
  readonly #addresses: ClientAddress;

  constructor(
    @Inject(tokens.readiness) readiness: Readiness,
    @Inject(tokens.metrics) metrics: Metrics,
    @Inject(tokens.config) config: Config,
  ) {
    this.#readiness = readiness;
    this.#metrics = metrics;
    this.#readers = new AddressList(config.metricsFrom);
    this.#addresses = new ClientAddress(config.trustedProxies);
  }

  /** The process lives. */
  @Get('healthz')
  health(): object {
    return { ok: true };
  }

  /** It can serve. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.#readiness.report();
    await reply.status(report.ok ? 200 : 503).send(report);
  }

  /** For those whom the operator lets read it: how many are here, and how busy the node is, is nobody else's business. [OPS-41] */
  @Get('metrics')
  async metrics(@Req() { raw }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.#mayRead(raw)) {
      const error = new ChatError('forbidden', { message: 'Metrics are for those whom ROOKERY_METRICS_FROM names.' });
      return void (await reply.status(403).send({ ok: false, error: error.toBody() }));
    }
    const report = await this.#readiness.report();
    this.#metrics.ready.set(report.ok ? 1 : 0);
    this.#metrics.degraded.set(report.degraded ? 1 : 0);
    this.#metrics.refresh();
    await reply.type(this.#metrics.registry.contentType).send(await this.#metrics.registry.metrics());
  }

  #mayRead(request: FastifyRequest['raw']): boolean {
    return !this.#addresses.isConcealed(request) && this.#readers.has(this.#addresses.of(request));
  }
}
