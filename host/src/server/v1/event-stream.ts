import type { FastifyReply } from 'fastify';
import type { Job, JobEvent } from './job.js';

/**
 * Streams the events of a job as server-sent events until the job has ended or the client is gone.
 * @param lastEventId What the client has seen already.
 * @param heartbeatMs How often a comment keeps proxies from taking a quiet stream for a dead one.
 */
export function streamEvents(job: Job, reply: FastifyReply, lastEventId: number, heartbeatMs: number): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
  const stop: { unfollow?: () => void } = {};
  const end = (): void => {
    clearInterval(heartbeat);
    stop.unfollow?.();
    raw.end();
  };
  const send = ({ id, type, data }: JobEvent): void => {
    raw.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    if (type === 'state' && job.hasEnded) end();
  };
  raw.once('close', end);
  stop.unfollow = job.follow(lastEventId, send);
  if (job.hasEnded) end();
}
