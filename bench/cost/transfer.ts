/** Computes the bytes on the wire of calls and responses. */
import type { Backend } from '../workbench/backend.ts';
import { BYTES_READ_PATH } from '../workbench/bytes-read.ts';

/**
 * What TLS 1.3 and TCP/IP add to a message: a record of 22 bytes for each 16 KB, and 40 bytes for each packet of up to 1,460 bytes,
 * and for its acknowledgement. Connections are reused, so that their handshakes do not count.
 * https://www.rfc-editor.org/rfc/rfc8446#section-5.2
 */
const RECORD = { bytes: 22, of: 16_384 };
const PACKET = { bytes: 40, of: 1_460 };

/** Returns the bytes on the wire of a message of HTTP, with the acknowledgement of its response. */
export function wireBytes(httpBytes: number): number {
  const records = Math.ceil(httpBytes / RECORD.of);
  const packets = Math.ceil((httpBytes + records * RECORD.bytes) / PACKET.of);
  return httpBytes + records * RECORD.bytes + (packets + 1) * PACKET.bytes;
}

/** Status line and headers that API Gateway writes itself. */
const GATEWAY_HEADERS =
  'HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 02:40:47 GMT\r\nContent-Length: 13204\r\nConnection: keep-alive\r\n' +
  'Apigw-Requestid: JKJaXmPLvHcESHA=\r\n\r\n';

/** Returns the bytes of HTTP of a function's response, as API Gateway sends it. */
export function responseBytes({ headers = {}, body = '' }: FunctionResponse): number {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(GATEWAY_HEADERS + lines.join('') + body);
}

export interface FunctionResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: string;
}

/** Returns the bytes that the endpoint has read until now. */
export async function bytesRead({ receiverUrl }: Backend): Promise<number> {
  return Number(await (await fetch(receiverUrl + BYTES_READ_PATH)).text());
}
