/** The catalogs of both modes in memory, and a small catalog to put there. */
import type { ApiVersion, EventTypeEntry } from '../../lambdas/core/catalog/catalog.ts';
import type { CatalogStore } from '../../lambdas/core/catalog/ports.ts';
import type { Mode } from '../../lambdas/core/tenant.ts';

export function memoryCatalogStore() {
  const rows = new Map<string, ApiVersion | EventTypeEntry>();
  const at = (mode: Mode, kind: 'version' | 'type', name: string) => `${mode} ${kind} ${name}`;
  const all = <T>(mode: Mode, kind: 'version' | 'type'): T[] =>
    [...rows]
      .filter(([key]) => key.startsWith(at(mode, kind, '')))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => structuredClone(entry) as T);
  const store: CatalogStore = {
    versions: async (mode) => all<ApiVersion>(mode, 'version').reverse(),
    types: async (mode) => all<EventTypeEntry>(mode, 'type'),
    type: async (mode, type) => structuredClone(rows.get(at(mode, 'type', type)) as EventTypeEntry | undefined),
    hasTypes: async (mode) => all(mode, 'type').length > 0,
    async putVersion(mode, version) {
      rows.set(at(mode, 'version', version.version), version);
    },
    async putType(mode, entry) {
      rows.set(at(mode, 'type', entry.type), entry);
    },
    async deleteVersion(mode, version) {
      rows.delete(at(mode, 'version', version));
    },
    async deleteType(mode, type) {
      rows.delete(at(mode, 'type', type));
    },
  };
  return { store, rows };
}

export const aVersion = (over: Partial<ApiVersion> = {}): ApiVersion => ({
  version: '2026-01-01',
  changes: [],
  ...over,
});

export const anEventType = (over: Partial<EventTypeEntry> = {}): EventTypeEntry => ({
  type: 'invoice.paid',
  group: 'billing',
  description: 'An invoice was paid in full.',
  relatedObjectType: 'invoice',
  thin: true,
  schemas: {
    '2026-01-01': {
      type: 'object',
      properties: { id: { type: 'string' }, amount: { type: 'integer', minimum: 0 } },
      required: ['id'],
    },
  },
  example: { id: 'in_1', object: 'invoice', amount: 100 },
  ...over,
});
