/** Hides the log output of the measured functions and counts its bytes. */

/**
 * Starts hiding. Returns a function that stops it and returns the number of bytes.
 * @param onWrite is called with each write of the functions: a line
 */
export function captureOutput(onWrite: (line: string) => void = () => {}): () => number {
  const write = process.stdout.write;
  let bytes = 0;
  process.stdout.write = ((chunk: string | Uint8Array) => {
    bytes += Buffer.byteLength(chunk);
    onWrite(String(chunk));
    return true;
  }) as typeof process.stdout.write;
  return () => {
    process.stdout.write = write;
    return bytes;
  };
}
