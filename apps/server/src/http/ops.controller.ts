import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tokens } from '../gateway/tokens.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Readiness } from '../ops/readiness.ts';

/** What operators and balancers ask. */
@Controller()
export class OpsController {
  readonly #readiness: Readiness;
  readonly #metrics: Metrics;

  constructor(@Inject(tokens.readiness) readiness: Readiness, @Inject(tokens.metrics) metrics: Metrics) {
    this.#readiness = readiness;
    this.#metrics = metrics;
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

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.#readiness.report();
    this.#metrics.ready.set(report.ok ? 1 : 0);
    this.#metrics.degraded.set(report.degraded ? 1 : 0);
    this.#metrics.refresh();
    await reply.type(this.#metrics.registry.contentType).send(await this.#metrics.registry.metrics());
  }
}
