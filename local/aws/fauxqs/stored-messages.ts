/**
 * Makes fauxqs keep a message in a data folder that becomes visible at once. By itself it removes the receive count of the stored
 * message, which its database refuses, and loses the message until it restarts.
 */
import type { DatabaseSync } from 'node:sqlite';

interface Persistence {
  readonly db: DatabaseSync;
  updateMessageReady(messageId: string): void;
}

const READY = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?';
let isPatched = false;

export async function patchStoredMessages(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const file = new URL('persistence.js', import.meta.resolve('fauxqs'));
  const { PersistenceManager }: { PersistenceManager: { prototype: Persistence } } = await import(file.href);
  PersistenceManager.prototype.updateMessageReady = function (this: Persistence, messageId) {
    this.db.prepare(READY).run(messageId);
  };
}
