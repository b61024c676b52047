/** https://www.rfc-editor.org/rfc/rfc9110#section-15.2: a client accepts 1xx responses before the final one, expected or not. */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { aSender, aTcpServer } from '../sending.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\nx-progress: half\r\n\r\n';
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n';
const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Writes each piece in a turn of the event loop of its own, without delay, so that it is a segment of its own. */
async function writePieces(socket: Socket, pieces: Iterable<string>): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await nextTurn();
  }
}

/** A server that writes these pieces for each request. */
const responding = (...pieces: readonly string[]) =>
  aTcpServer((socket) => {
    socket.on('data', () => void writePieces(socket, pieces));
  });

describe('a delivery succeeds by the final response after', () => {
  it.each<[string, readonly string[]]>([
    ['100 Continue in the same segment', [CONTINUE + FINAL]],
    ['100 Continue in a segment before', [CONTINUE, FINAL]],
    ['100 Continue that is cut in two', [CONTINUE.slice(0, 11), CONTINUE.slice(11) + FINAL]],
    ['100 Continue and the final response byte by byte', [...(CONTINUE + FINAL)]],
    ['several 100 Continue', [CONTINUE + CONTINUE, CONTINUE, FINAL]],
    ['100 Continue with headers', [`HTTP/1.1 100 Continue\r\nserver: old\r\ncontent-length: 5\r\n\r\n${FINAL}`]],
    ['102 and 103', [PROCESSING, EARLY_HINTS + FINAL]],
    ['one of each', [CONTINUE + PROCESSING + EARLY_HINTS + FINAL]],
  ])('%s', async (_what, pieces) => {
    const server = await responding(...pieces);
    const sender = aSender();
    for (const attempt of ['on a new connection', 'on the same one']) {
      const result = await sender.post(server.url);
      expect(result, attempt).toMatchObject({ ok: true, httpStatus: 200, responseExcerpt: 'ok' });
      expect(result.responseHeaders, attempt).toEqual({ 'content-length': '2' });
    }
    expect(server.connections()).toBe(1);
  });

  it('100 Continue, and fails when the final response is a failure', async () => {
    const { url } = await responding(`${CONTINUE}HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n`);
    expect(await aSender().post(url)).toMatchObject({ ok: false, httpStatus: 500, error: { code: 'http_status' } });
  });
});

describe('a delivery fails with a text that names the cause', () => {
  it.each([
    [
      'with the headers of an upgrade',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
    ],
    ['without them', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('for 101 Switching Protocols %s', async (_what, response) => {
    const server = await responding(response);
    const result = await aSender().post(server.url);
    expect(result).toMatchObject({ ok: false, retryable: true, error: { code: 'invalid_response' } });
    expect(result.error?.message).toBe(
      `127.0.0.1:${server.port} responded with 101, a switch to another protocol that was not requested.`,
    );
    expect(server.connections()).toBe(1);
  });

  it('for informational responses without end', async () => {
    const server = await aTcpServer((socket) => {
      const pour = () => {
        while (!socket.destroyed && socket.write(PROCESSING.repeat(10)));
      };
      socket.on('drain', pour);
      socket.once('data', pour);
    });
    const result = await aSender({ timeoutMs: 30_000 }).post(server.url);
    expect(result).toMatchObject({ ok: false, retryable: true, error: { code: 'invalid_response' } });
    expect(result.error?.message).toContain('more than 100 informational responses');
  });
});
