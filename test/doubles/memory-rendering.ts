/** Rendering by versions in memory, newest first. */
import { processorTime } from '../../lambdas/adapters/telemetry/processor-time.ts';
import type { ApiVersion } from '../../lambdas/core/catalog/catalog.ts';
import type { DowngradeFunctions } from '../../lambdas/core/rendering/render-data.ts';
import type { RenderPorts } from '../../lambdas/core/rendering/render-once.ts';

export function memoryRendering(versions: readonly ApiVersion[] = [], downgrades: DowngradeFunctions = {}) {
  const state = { versions, reads: 0 };
  const rendering: RenderPorts = {
    versions: async () => {
      state.reads += 1;
      return state.versions;
    },
    downgrades,
    processorTime,
  };
  return { rendering, state };
}
