import { All, Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ChatError } from '@rookery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Config } from '../config/env.ts';
import { tokens } from '../gateway/tokens.ts';
import type { Calls } from './calls.ts';
import { openApi } from './openapi.ts';

/** The HTTP API. What it says is in packages/protocol and app/operations.ts. */
@Controller('api')
export class ApiController {
  readonly #calls: Calls;

  readonly #basePath: string;

  constructor(@Inject(tokens.calls) calls: Calls, @Inject(tokens.config) { basePath }: Config) {
    this.#calls = calls;
    this.#basePath = basePath;
  }

  @All('v1/call/*')
  async call(@Param('*') event: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { status, headers, body } = await this.#calls.serve({
      method: request.method,
      event,
      headers: request.headers,
      address: request.ip,
      body: request.body as Readable | undefined,
      connection: request.raw.socket,
      over: new Promise((resolve) => reply.raw.once('close', resolve)),
      abort: () => request.raw.socket.destroy(),
    });
    await reply
      .status(status)
      .headers(headers)
      .send(body ?? undefined);
  }

  @Get('v1/openapi.json')
  document(): object {
    return { ...openApi(), servers: [{ url: this.#basePath === '' ? '/' : this.#basePath }] };
  }

  /** Whoever misspells an address is answered in the same form. */
  @All(['', '*'])
  async nothing(@Res() reply: FastifyReply): Promise<void> {
    const error = new ChatError('not_found', {
      message: `There is nothing at this address: see ${this.#basePath}/api/v1/openapi.json.`,
    });
    await reply.status(404).send({ ok: false, error: error.toBody() });
  }
}
