declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** https://github.com/architect/dynalite: a DynamoDB server, in memory or at `path`. */
  export default function dynalite(options?: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
