import type { DeliverSettings } from '../../lambdas/core/delivery/work.ts';

/** The settings of the deliver function in a deployment. */
export const DELIVER_SETTINGS: DeliverSettings = { timeScale: 1, inFlightLimit: 60_000 };
