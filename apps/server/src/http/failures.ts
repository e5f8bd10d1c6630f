import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { ChatError, errors } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import type { FastifyReply } from 'fastify';
import type { Log } from '../ops/log.ts';

/** What no route has answered, or has thrown, is answered in the form of all errors. Without it Nest has a form of its own. [HTTP-3] */
@Catch()
export class Failures implements ExceptionFilter {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const code = error instanceof HttpException ? codeOf(error.getStatus()) : 'internal';
    if (code === 'internal') this.#log.error({ event: 'request.failed', err: error });
    const options = code === 'not_found' ? { message: 'There is nothing at this address.' } : {};
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(errors[code].status).send({ ok: false, error: new ChatError(code, options).toBody() });
  }
}

/** Of what the framework refuses by itself: an unknown address, a header that it cannot read. */
function codeOf(status: number): ErrorCode {
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  return status < 500 ? 'bad_request' : 'internal';
}
