/** Path of the receiver of the benches that returns the number of bytes that it has read from all its sockets. */
export const BYTES_READ_PATH = '/bytes-read';
