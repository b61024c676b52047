/** The log of the functions under the bench: kept off the screen, its bytes counted. */
/** Until the answer is called, which gives the bytes written. */
export function captureOutput(): () => number {
  const write = process.stdout.write;
  let bytes = 0;
  process.stdout.write = ((chunk: string | Uint8Array) => {
    bytes += Buffer.byteLength(chunk);
    return true;
  }) as typeof process.stdout.write;
  return () => {
    process.stdout.write = write;
    return bytes;
  };
}
