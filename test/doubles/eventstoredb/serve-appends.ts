import { setTimeout as delay } from 'node:timers/promises';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import {
  batchExpectation,
  batchResponse,
  deniedResponse,
  proposedEvent,
  streamName,
  unaryExpectation,
  unaryResponse,
} from './append-wire.js';
import { callError, DROPPED } from './call-error.js';
import type { Faults } from './faults.js';
import type { Gate } from './gate.js';
import { accessDenied } from './gate.js';
import type { Answer, ProposedEvent, StoredLog } from './stored-log.js';

/** Many appends over one call, each in as many messages as it needs, answered in the order in which they are done. */
export function serveBatchAppends(log: StoredLog, faults: Faults, gate: Gate, calls: { append: number }) {
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const open = new Map<string, { options: BatchAppendReq.Options; events: ProposedEvent[] }>();
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    const stranger = gate.authenticate(call.metadata);
    call.on('data', (request: BatchAppendReq) => {
      if (faults.isHung) return;
      if (request.getIsFinal()) calls.append++;
      const refusal = stranger ?? gate.redirect(call.metadata);
      if (refusal !== undefined) {
        call.emit('error', refusal);
        return;
      }
      const correlationId = request.getCorrelationId()!;
      const key = correlationId.getString();
      let append = open.get(key);
      if (append === undefined) open.set(key, (append = { options: request.getOptions()!, events: [] }));
      append.events.push(...request.getProposedMessagesList().map(proposedEvent));
      if (!request.getIsFinal()) return;
      open.delete(key);
      const { options, events } = append;
      const stream = streamName(options);
      if (!gate.mayWrite(call.metadata)) {
        call.write(deniedResponse(correlationId, stream));
        return;
      }
      const commit = (): Answer => log.append(stream, batchExpectation(options), events);
      void answered(faults.append?.(stream), commit, (error) => call.emit('error', error)).then((answer) => {
        if (answer !== undefined && !call.cancelled && !call.writableEnded)
          call.write(batchResponse(correlationId, stream, answer));
      });
    });
  };
}

/** One append a call. */
export function serveUnaryAppend(log: StoredLog, faults: Faults, gate: Gate, calls: { append: number }) {
  return (call: ServerReadableStream<AppendReq, AppendResp>, respond: sendUnaryData<AppendResp>): void => {
    let options: AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('error', () => undefined);
    call.on('data', (request: AppendReq) => {
      if (request.hasOptions()) options = request.getOptions();
      else events.push(proposedEvent(request.getProposedMessage()!));
    });
    call.on('end', () => {
      if (faults.isHung) return;
      calls.append++;
      const refusal =
        gate.admit(call.metadata) ?? (gate.mayWrite(call.metadata) ? undefined : accessDenied());
      if (refusal !== undefined) return respond(refusal);
      const stream = streamName(options!);
      const commit = (): Answer => log.append(stream, unaryExpectation(options!), events);
      void answered(faults.append?.(stream), commit, (error) => respond(error)).then((answer) => {
        if (answer === undefined) return;
        if (answer.kind === 'too-large') {
          const facts = { 'maximum-append-size': `${answer.limit}` };
          respond(callError(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', facts));
        } else if (answer.kind === 'error') respond(callError(status.UNKNOWN, '', {}, answer.message));
        else respond(null, unaryResponse(answer));
      });
    });
  };
}

/** What is told to the caller, if anything is. */
async function answered(
  fault: ReturnType<NonNullable<Faults['append']>>,
  commit: () => Answer,
  fail: (error: ReturnType<typeof callError>) => void,
): Promise<Answer | undefined> {
  switch (fault?.kind) {
    case undefined:
      return commit();
    case 'stall':
      if (fault.commits) commit();
      return undefined;
    case 'drop':
      if (fault.commits) commit();
      fail(DROPPED());
      return undefined;
    case 'late': {
      const early = fault.commits === 'first' ? commit() : undefined;
      await delay(fault.delayMs);
      return early ?? commit();
    }
    case 'error':
      return fault;
    case 'refuse':
      fail(callError(fault.code, fault.exception, fault.details));
      return undefined;
    default:
      throw new Error(`no such fault: ${JSON.stringify(fault satisfies never)}`);
  }
}
